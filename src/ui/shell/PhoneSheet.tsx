import { useEffect, useState } from "react";
import { Inspector } from "../inspector/Inspector.tsx";
import { FaultCard } from "../palette/FaultCard.tsx";
import { Palette } from "../palette/Palette.tsx";
import { DOCK_TABS, type DockTab, useDesk } from "../state/desk.ts";
import { Why } from "../why/Why.tsx";
import { DockTabs, TAB_NAMES } from "./DockTabs.tsx";
import { DockTools, DockView } from "./DockView.tsx";
import { TitleBlock } from "./TitleBlock.tsx";

type SheetTab = "details" | DockTab;

const TABS: readonly SheetTab[] = ["details", ...DOCK_TABS];
const NAMES: Record<SheetTab, string> = { details: "Details", ...TAB_NAMES };

/** What has no room beside the lane on a phone: cards, parts, settings, and the dock's five sides of the run, one at a time. */
export function PhoneSheet() {
  const open = useDesk((desk) => desk.sheetOpen);
  const why = useDesk((desk) => desk.why !== null);
  const draft = useDesk((desk) => desk.draft !== null);
  const chosen = useDesk(
    ({ selectedFace, selectedPart, selectedMessage }) => selectedFace !== null || selectedPart !== null || selectedMessage !== null,
  );
  const [tab, setTab] = useState<SheetTab>("details");
  // A card that was asked for comes to the top, whichever tab was open.
  useEffect(() => {
    if (why || draft) setTab("details");
  }, [why, draft]);
  const choose = (next: SheetTab) => {
    setTab(next);
    if (next !== "details") useDesk.setState({ dockTab: next, dockOpen: true });
  };
  const details = !open || tab === "details";
  return (
    <section className={`sheet${open ? " open" : ""}${details ? "" : " dock-sheet"}`} aria-label="Details" data-region="">
      {open && <DockTabs tabs={TABS} names={NAMES} current={tab} label="Details" panel="sheet-panel" choose={choose} />}
      {details ? (
        <div id="sheet-panel" role="tabpanel" aria-label="Details">
          <FaultCard />
          <Why />
          {open && (
            <>
              {/* What was chosen comes first; with nothing chosen the sheet is the menu: other scenarios, seed and sharing. */}
              {chosen && <Inspector />}
              <div className="sheet-tools">
                <TitleBlock />
              </div>
              {!chosen && <Inspector />}
              <Palette />
            </>
          )}
        </div>
      ) : (
        <>
          <DockTools tab={tab} />
          <div id="sheet-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className="dock-panel">
            <DockView tab={tab} />
          </div>
        </>
      )}
    </section>
  );
}
