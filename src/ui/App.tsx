import { useEffect } from "react";
import { LiveRegion } from "./announce/LiveRegion.tsx";
import { Logo, MenuIcon } from "./controls/icons.tsx";
import { later } from "./controls/later.tsx";
import { Inspector } from "./inspector/Inspector.tsx";
import { FaultCard } from "./palette/FaultCard.tsx";
import { Palette } from "./palette/Palette.tsx";
import { Printing } from "./print/Printing.tsx";
import { followAddress, openAddress } from "./share/address.ts";
import { useOrigin } from "./share/origin.ts";
import { keepRun, keptRun } from "./share/storage.ts";
import { Dock } from "./shell/Dock.tsx";
import { commandFor } from "./shell/keymap.ts";
import { LaneStack } from "./shell/LaneStack.tsx";
import { PhoneSheet } from "./shell/PhoneSheet.tsx";
import { Clock, SpeedChoice, TitleBlock, Transport } from "./shell/TitleBlock.tsx";
import { useViewportHeight } from "./shell/use-viewport-height.ts";
import { dockFits } from "./stage/lane-room.ts";
import { toast, toggleMenu, useDesk } from "./state/desk.ts";
import { followLanes } from "./state/lanes-shown.ts";
import { fetchLater } from "./state/later-module.ts";
import { openRun, useRun } from "./state/run.ts";
import { startSimulation } from "./state/simulation-link.ts";
import { useMedia } from "./state/use-media.ts";
import { useWorld } from "./state/world.ts";
import { applyTheme } from "./theme/theme.ts";
import { Timeline } from "./timeline/Timeline.tsx";
import { Why } from "./why/Why.tsx";

const Legend = later(() => import("./legend/Legend.tsx").then(({ Legend }) => Legend));
const ProjectorPage = later(() => import("./shell/ProjectorPage.tsx").then(({ ProjectorPage }) => ProjectorPage));
const TermTip = later(() => import("./terms/TermTip.tsx").then(({ TermTip }) => TermTip));
const ShareDialog = later(() => import("./share/ShareDialog.tsx").then(({ ShareDialog }) => ShareDialog));
const HelpDialog = later(() => import("./shell/HelpDialog.tsx").then(({ HelpDialog }) => HelpDialog));
const RefusalDialog = later(() => import("./share/RefusalDialog.tsx").then(({ RefusalDialog }) => RefusalDialog));

export function App() {
  useEffect(() => applyTheme(), []);
  useEffect(startUp, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = commandFor(event);
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  const phone = useMedia("(max-width: 700px)");
  useDockThatFits();
  const projector = useDesk((desk) => desk.projector);
  const dockOpen = useDesk((desk) => desk.dockOpen);
  const shown = useWorld((world) => world.frame !== null);
  useEffect(() => {
    if (shown) fetchLater();
  }, [shown]);
  return (
    <>
      <div className={`page${phone ? " phone" : ""}${projector ? " projector" : ""}${dockOpen ? "" : " dock-folded"}`}>
        {phone ? <PhonePage /> : projector ? <ProjectorPage /> : <DeskPage />}
        <Dialogs />
        <LiveRegion />
        <TermTip />
      </div>
      <Printing />
    </>
  );
}

/** Folds the dock where it would make the lanes small, and opens it where it does not. What a person does to it stays until then. */
function useDockThatFits(): void {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const height = useViewportHeight();
  const systems = lanes.filter((_, lane) => !hidden.includes(lane)).map(({ system }) => system);
  const fits = dockFits(systems, height);
  useEffect(() => useDesk.setState({ dockOpen: fits }), [fits]);
}

/** Opens what the address, or else this browser's memory, asks for, and starts to simulate; from then on both follow what is open. */
function startUp(): () => void {
  const stopLanes = followLanes();
  const follow = () => void openAddress(location.hash);
  addEventListener("hashchange", follow);
  let left = false;
  const stops = [stopLanes, () => removeEventListener("hashchange", follow)];
  void openKept().then(async () => {
    if (left) return;
    stops.push(keepRun(), startSimulation());
    await openAddress(location.hash, { firstVisit: true });
    if (!left) stops.push(followAddress());
  });
  return () => {
    left = true;
    for (const stop of stops) stop();
  };
}

/** What was made last time is open first, so that what the address opens instead is undone by one step. */
async function openKept(): Promise<void> {
  const kept = await keptRun();
  if (kept === null) return;
  useOrigin.setState({ kept });
  openRun(kept);
  if (location.hash === "") toast("Your run from last time is open. The scenario menu has the original.");
}

function DeskPage() {
  return (
    <>
      <TitleBlock />
      <div className="left" data-region="">
        <Palette />
      </div>
      <LaneStack />
      <aside className="right" aria-label="Inspector" data-region="">
        <FaultCard />
        <Why />
        <Inspector />
      </aside>
      <Dock />
    </>
  );
}

/** One lane at a time, the transport under the thumb, the rest in a sheet. */
function PhonePage() {
  const title = useRun(({ run }) => run.scenario.title);
  const menu = useDesk((desk) => desk.sheetOpen && desk.sheetTab === "menu");
  return (
    <>
      <header className="phone-head" data-region="">
        <Logo />
        <h1>{title}</h1>
        <button type="button" aria-expanded={menu} aria-label="Menu" onClick={toggleMenu}>
          <MenuIcon />
        </button>
      </header>
      <LaneStack single />
      <section className="phone-transport" aria-label="Transport" data-region="">
        <Transport />
        <Clock />
        <SpeedChoice />
        <Timeline compact />
      </section>
      <PhoneSheet />
    </>
  );
}

function Dialogs() {
  const dialog = useDesk((desk) => desk.dialog);
  switch (dialog) {
    case "share":
      return <ShareDialog />;
    case "keys":
      return <HelpDialog />;
    case "legend":
      return <Legend />;
    case "refusal":
      return <RefusalDialog />;
    default:
      return null;
  }
}
