import { useRef } from "react";
import { DOCK_TABS, useDesk } from "../state/desk.ts";
import { Timeline } from "../timeline/Timeline.tsx";
import { DockEdge, useDockHeight } from "./DockEdge.tsx";
import { DockTabs, TAB_NAMES } from "./DockTabs.tsx";
import { DockTools, DockView } from "./DockView.tsx";

/** The run from five sides. Folded, it keeps its tabs and a scrubber. What a tab can be told stands beside the tabs. */
export function Dock() {
  const tab = useDesk((desk) => desk.dockTab);
  const open = useDesk((desk) => desk.dockOpen);
  const dock = useRef<HTMLElement>(null);
  const { height, setHeight } = useDockHeight();
  return (
    <section ref={dock} className={open ? "dock" : "dock folded"} style={open ? { height } : undefined} aria-label="Dock" data-region="">
      {open && <DockEdge dock={dock} height={height} setHeight={setHeight} />}
      <div className="dock-bar">
        <DockTabs
          tabs={DOCK_TABS}
          names={TAB_NAMES}
          current={tab}
          label="Dock"
          panel="dock-panel"
          choose={(dockTab) => useDesk.setState({ dockTab, dockOpen: true })}
        />
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
        {open ? <DockTools tab={tab} /> : <Timeline compact />}
      </div>
      <div id="dock-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="dock-panel" hidden={!open}>
        {open && <DockView tab={tab} />}
      </div>
    </section>
  );
}
