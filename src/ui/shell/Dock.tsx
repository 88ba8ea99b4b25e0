import { type KeyboardEvent, useRef } from "react";
import { Charts } from "../charts/Charts.tsx";
import { ChartsTools } from "../charts/ChartsTools.tsx";
import { Messages } from "../ledger/Messages.tsx";
import { MessagesTools } from "../ledger/MessagesTools.tsx";
import { EventLog } from "../log/EventLog.tsx";
import { LogTools } from "../log/LogTools.tsx";
import { SpaceTime } from "../spacetime/SpaceTime.tsx";
import { SpaceTimeTools } from "../spacetime/SpaceTimeTools.tsx";
import { DOCK_TABS, type DockTab, useDesk } from "../state/desk.ts";
import { Timeline } from "../timeline/Timeline.tsx";
import { DockEdge, useDockHeight } from "./DockEdge.tsx";

const NAMES: Record<DockTab, string> = {
  timeline: "Timeline",
  spacetime: "Space-time",
  messages: "Messages",
  charts: "Charts",
  log: "Event log",
};

/** The run from five sides. Folded, it keeps its tabs and a scrubber. What a tab can be told stands beside the tabs. */
export function Dock() {
  const tab = useDesk((desk) => desk.dockTab);
  const open = useDesk((desk) => desk.dockOpen);
  const dock = useRef<HTMLElement>(null);
  const { height, setHeight } = useDockHeight();
  const choose = (dockTab: DockTab) => useDesk.setState({ dockTab, dockOpen: true });
  const travel = (event: KeyboardEvent) => {
    const next = tabAfterKey(event.key, tab);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section ref={dock} className={open ? "dock" : "dock folded"} style={open ? { height } : undefined} aria-label="Dock" data-region="">
      {open && <DockEdge dock={dock} height={height} setHeight={setHeight} />}
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
          <svg width={14} height={8} aria-hidden="true">
            <path className="fold-mark" d={open ? "M1.5,1.5l5.5,5l5.5,-5" : "M1.5,6.5l5.5,-5l5.5,5"} />
          </svg>
        </button>
        {!open && <Timeline compact />}
        {open && tab === "spacetime" && <SpaceTimeTools />}
        {open && tab === "messages" && <MessagesTools />}
        {open && tab === "charts" && <ChartsTools />}
        {open && tab === "log" && <LogTools />}
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

function tabAfterKey(key: string, tab: DockTab): DockTab | undefined {
  const now = DOCK_TABS.indexOf(tab);
  switch (key) {
    case "ArrowRight":
      return DOCK_TABS[(now + 1) % DOCK_TABS.length];
    case "ArrowLeft":
      return DOCK_TABS[(now - 1 + DOCK_TABS.length) % DOCK_TABS.length];
    case "Home":
      return DOCK_TABS[0];
    case "End":
      return DOCK_TABS[DOCK_TABS.length - 1];
    default:
      return undefined;
  }
}
