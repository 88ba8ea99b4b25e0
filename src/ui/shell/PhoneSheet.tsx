import { useEffect } from "react";
import { Inspector } from "../inspector/Inspector.tsx";
import { FaultCard } from "../palette/FaultCard.tsx";
import { Palette } from "../palette/Palette.tsx";
import { DOCK_TABS, type SheetTab, useDesk } from "../state/desk.ts";
import { Why } from "../why/Why.tsx";
import { DockTabs, TAB_NAMES } from "./DockTabs.tsx";
import { DockTools, DockView } from "./DockView.tsx";
import { TitleBlock } from "./TitleBlock.tsx";

const TABS: readonly SheetTab[] = ["menu", "details", ...DOCK_TABS];
const NAMES: Record<SheetTab, string> = { menu: "Menu", details: "Details", ...TAB_NAMES };

/** What has no room beside the lane on a phone: the menu, cards and panels, and the dock's five sides of the run, one at a time. */
export function PhoneSheet() {
  const open = useDesk((desk) => desk.sheetOpen);
  const question = useDesk((desk) => desk.why?.question);
  const draft = useDesk((desk) => desk.draft);
  const chosen = useDesk(
    ({ selectedFace, selectedPart, selectedMessage }) => `${selectedFace?.id ?? ""} ${selectedPart ?? ""} ${selectedMessage ?? ""}`,
  );
  const tab = useDesk((desk) => desk.sheetTab);
  // A card that was asked for comes to the top, whichever tab was open.
  useEffect(() => {
    if (question !== undefined || draft !== null) useDesk.setState({ sheetTab: "details" });
  }, [question, draft]);
  // What is chosen while the menu is open is looked at.
  useEffect(() => {
    if (chosen.trim() !== "" && useDesk.getState().sheetTab === "menu") useDesk.setState({ sheetTab: "details" });
  }, [chosen]);
  const choose = (next: SheetTab) => {
    useDesk.setState(next === "menu" || next === "details" ? { sheetTab: next } : { sheetTab: next, dockTab: next, dockOpen: true });
  };
  const inDock = open && tab !== "menu" && tab !== "details";
  return (
    <section className={`sheet${open ? " open" : ""}${inDock ? " dock-sheet" : ""}`} aria-label="Details" data-region="">
      {open && <DockTabs tabs={TABS} names={NAMES} current={tab} label="Details" panel="sheet-panel" choose={choose} />}
      {open && tab === "menu" ? (
        <div id="sheet-panel" role="tabpanel" aria-labelledby="tab-menu">
          <div className="sheet-tools">
            <TitleBlock />
          </div>
          <Palette />
        </div>
      ) : !inDock ? (
        <div id="sheet-panel" role="tabpanel" aria-label="Details">
          <FaultCard />
          <Why />
          {open && <Inspector />}
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
