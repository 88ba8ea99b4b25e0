import type { KeyboardEvent } from "react";
import { Charts } from "../charts/Charts.tsx";
import { Messages } from "../ledger/Messages.tsx";
import { EventLog } from "../log/EventLog.tsx";
import { SpaceTime } from "../spacetime/SpaceTime.tsx";
import { DOCK_TABS, type DockTab, useDesk } from "../state/desk.ts";
import { Timeline } from "../timeline/Timeline.tsx";

const NAMES: Record<DockTab, string> = {
  timeline: "Timeline",
  spacetime: "Space-time",
  messages: "Messages",
  charts: "Charts",
  log: "Event log",
};

/** The run from five sides. Folded, it keeps its tabs and a scrubber. */
export function Dock() {
  const tab = useDesk((desk) => desk.dockTab);
  const open = useDesk((desk) => desk.dockOpen);
  const choose = (dockTab: DockTab) => useDesk.setState({ dockTab, dockOpen: true });
  const travel = (event: KeyboardEvent) => {
    const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    const next = DOCK_TABS[(DOCK_TABS.indexOf(tab) + direction + DOCK_TABS.length) % DOCK_TABS.length];
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section className={open ? "dock" : "dock folded"} aria-label="Dock" data-region="">
      <div className="dock-bar">
        <div role="tablist" aria-label="Dock" className="tabs">
          {DOCK_TABS.map((name) => (
            <button
              key={name}
              id={`tab-${name}`}
              type="button"
              role="tab"
              aria-selected={name === tab}
              aria-controls="dock-panel"
              tabIndex={name === tab ? 0 : -1}
              onClick={() => choose(name)}
              onKeyDown={travel}
            >
              {NAMES[name]}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          aria-label={open ? "Fold the dock" : "Open the dock"}
          onClick={() => useDesk.setState({ dockOpen: !open })}
        >
          {open ? "⌄" : "⌃"}
        </button>
        {!open && <Timeline compact />}
      </div>
      <div id="dock-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="dock-panel" hidden={!open}>
        {open && tab === "timeline" && <Timeline />}
        {open && tab === "spacetime" && <SpaceTime />}
        {open && tab === "messages" && <Messages />}
        {open && tab === "charts" && <Charts />}
        {open && tab === "log" && <EventLog />}
      </div>
    </section>
  );
}
