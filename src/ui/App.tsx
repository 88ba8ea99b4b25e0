import { lazy, Suspense, useEffect } from "react";
import { LiveRegion } from "./announce/LiveRegion.tsx";
import { Inspector } from "./inspector/Inspector.tsx";
import { FaultCard } from "./palette/FaultCard.tsx";
import { Palette } from "./palette/Palette.tsx";
import { AccentRoot, Rise } from "./parts/Accents.tsx";
import { namesRun, openAddress } from "./share/address.ts";
import { ShareDialog } from "./share/ShareDialog.tsx";
import { keepRun, keptRun } from "./share/storage.ts";
import { Bands } from "./shell/Bands.tsx";
import { Dock } from "./shell/Dock.tsx";
import { HelpDialog, ProblemDialog } from "./shell/HelpDialog.tsx";
import { commandFor } from "./shell/keymap.ts";
import { Clock, TitleBlock, Transport } from "./shell/TitleBlock.tsx";
import { useMedia } from "./shell/use-media.ts";
import { Lane } from "./stage/Lane.tsx";
import { toast, useDesk } from "./state/desk.ts";
import { useLaneNames } from "./state/lane-names.ts";
import { followLanes } from "./state/lanes-shown.ts";
import { useShownUs } from "./state/playback.ts";
import { openRun, useRun } from "./state/run.ts";
import { startSimulation } from "./state/simulation-link.ts";
import { useWorld } from "./state/world.ts";
import { applyTheme } from "./theme/theme.ts";
import { Timeline } from "./timeline/Timeline.tsx";
import { WhyCard } from "./why/WhyCard.tsx";

/** Not part of the first load: it brings a world of samples. */
const Legend = lazy(() => import("./legend/Legend.tsx").then(({ Legend: component }) => ({ default: component })));

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
  const short = useMedia("(max-height: 800px)");
  useEffect(() => useDesk.setState({ dockOpen: !short }), [short]);
  const projector = useDesk((desk) => desk.projector);
  const dockOpen = useDesk((desk) => desk.dockOpen);
  return (
    <AccentRoot>
      <div className={`page${phone ? " phone" : ""}${projector ? " projector" : ""}${dockOpen ? "" : " dock-folded"}`}>
        {phone ? <PhonePage /> : <DeskPage projector={projector} />}
        <Toast />
        <Dialogs />
        <LiveRegion />
      </div>
    </AccentRoot>
  );
}

/** Opens what the address, or else this browser's memory, asks for, and starts to simulate. */
function startUp(): () => void {
  const kept = namesRun(location.hash) ? null : keptRun();
  if (kept !== null) {
    openRun(kept);
    toast("Your run from last time is open. The scenario menu has the original.");
  }
  const stopKeeping = keepRun();
  const stopLanes = followLanes();
  const stop = startSimulation();
  void openAddress(location.hash);
  const follow = () => void openAddress(location.hash);
  addEventListener("hashchange", follow);
  return () => {
    removeEventListener("hashchange", follow);
    stopKeeping();
    stopLanes();
    stop();
  };
}

function LaneStack() {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const carried = useDesk((desk) => desk.carried);
  const outOfDate = useRun(({ edited }) => edited !== null);
  const frame = useWorld((world) => world.frame !== null);
  return (
    <main className={`lanes${carried === null ? "" : " carrying"}${outOfDate ? " out-of-date" : ""}`} data-region="" aria-label="Lanes">
      <Bands />
      {frame ? (
        lanes.map(({ id }, lane) => (hidden.includes(lane) ? null : <Lane key={id} lane={lane} />))
      ) : (
        <p className="loading" role="status">
          Computing the first instant…
        </p>
      )}
    </main>
  );
}

function DeskPage({ projector }: { projector: boolean }) {
  return (
    <>
      <TitleBlock />
      {!projector && (
        <div className="left" data-region="">
          <Palette />
        </div>
      )}
      <LaneStack />
      {!projector && (
        <aside className="right" aria-label="Inspector" data-region="">
          <FaultCard />
          <WhyCard />
          <Inspector />
        </aside>
      )}
      <Dock />
    </>
  );
}

/** One lane at a time, the transport under the thumb, the rest in a sheet. */
function PhonePage() {
  const lanes = useLaneNames();
  const outOfDate = useRun(({ edited }) => edited !== null);
  const title = useRun(({ run }) => run.scenario.title);
  const shown = useDesk((desk) => Math.min(desk.laneShown, lanes.length - 1));
  const frame = useWorld((world) => world.frame !== null);
  const digests = useWorld((world) => world.digests);
  const at = useShownUs(200_000);
  const sheet = useDesk((desk) => desk.sheetOpen);
  return (
    <>
      <header className="phone-head" data-region="">
        <h1>{title}</h1>
        <button type="button" aria-expanded={sheet} aria-label="Menu" onClick={() => useDesk.setState({ sheetOpen: !sheet })}>
          ☰
        </button>
      </header>
      <nav className="lane-switch" aria-label="Lane">
        {lanes.map(({ short, detail }, lane) => {
          const wrong =
            digests[lane]?.anomalies.filter(
              (anomaly) => anomaly.at <= at && (anomaly.kind === "duplicated" || anomaly.kind === "lost" || anomaly.kind === "late"),
            ).length ?? 0;
          const found = wrong === 0 ? "nothing wrong" : wrong === 1 ? "1 finding" : `${wrong} findings`;
          return (
            <button
              key={short}
              type="button"
              aria-pressed={lane === shown}
              aria-label={detail === "" ? undefined : `${short}, ${detail}: ${found}`}
              onClick={() => useDesk.setState({ laneShown: lane })}
            >
              {short}
              <small>{found}</small>
            </button>
          );
        })}
      </nav>
      <main className={outOfDate ? "lanes out-of-date" : "lanes"} data-region="" aria-label="Lanes">
        {lanes[shown]?.detail ? <p className="lane-detail">{lanes[shown].full}</p> : null}
        <Bands />
        {frame && <Lane key={shown} lane={shown} />}
      </main>
      <section className="phone-transport" aria-label="Transport" data-region="">
        <Transport />
        <Clock />
        <Timeline compact />
      </section>
      <section className={sheet ? "sheet open" : "sheet"} aria-label="Details" data-region="">
        <FaultCard />
        <WhyCard />
        {sheet && <Inspector />}
        {sheet && <Palette />}
        {sheet && (
          <div className="sheet-tools">
            <TitleBlock />
          </div>
        )}
      </section>
    </>
  );
}

function Toast() {
  const note = useDesk((desk) => desk.toast);
  return (
    <div className="toast-place" role="status">
      {note !== null && (
        <Rise key={note.id} className="toast">
          {note.text}
        </Rise>
      )}
    </div>
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
      return (
        <Suspense fallback={null}>
          <Legend />
        </Suspense>
      );
    case "address":
      return <ProblemDialog />;
    default:
      return null;
  }
}
