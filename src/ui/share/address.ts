import { openDialog, refuse, toast, useDesk } from "../state/desk.ts";
import { laterModule } from "../state/later-module.ts";
import { pause, seek, shownUs, usePlayback } from "../state/playback.ts";
import { editedRun, openRun, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { fingerprintOf, useOrigin } from "./origin.ts";

/** What packs and reads runs: no part of the first load. */
const fetchCodec = laterModule(() => import("./codec.ts"));
const fetchText = laterModule(() => import("./address-text.ts"));

/** A link to the run and the shown instant, for any browser and any length. */
export async function currentLink(): Promise<string> {
  const { packRun } = await fetchCodec();
  const { run } = useRun.getState();
  const parameters = new URLSearchParams({ r: await packRun(run, fingerprintOf(run, useWorld.getState())) });
  parameters.set("t", (shownUs(usePlayback.getState()) / 1e6).toFixed(3));
  return `${location.origin}${location.pathname}#${parameters}`;
}

/**
 * Opens what the address asks for. A bad one leaves the present run alone: it is said which field is wrong, and what of it can be opened.
 * `firstVisit`: the page opens with it, so that something else has been opened in its place.
 */
export async function openAddress(hash: string, { firstVisit = false } = {}): Promise<void> {
  if (!firstVisit) useOrigin.setState(({ opening }) => ({ opening: opening + 1 }));
  await openParameters(hash, firstVisit).finally(() => useOrigin.setState(({ opening }) => ({ opening: opening - 1 })));
}

async function openParameters(hash: string, firstVisit: boolean): Promise<void> {
  const parameters = parametersOf(hash);
  if ([...parameters.keys()].length === 0) return;
  const { readAddress, withoutWrong } = await fetchText();
  const { run, fingerprint, atUs, kept, errors } = await readAddress(parameters);
  if (errors.length > 0) {
    const openable = await withoutWrong(parameters, errors);
    const rest = openable === null ? null : { text: openable.parameters.toString(), without: openable.without };
    return refuse({ errors, address: { text: hash.replace(/^#/, ""), openable: rest, firstVisit } });
  }
  if (useDesk.getState().dialog === "refusal") useDesk.setState({ dialog: null, refusal: null });
  if (run !== null) {
    const before = editedRun(useRun.getState());
    if (JSON.stringify(before) !== JSON.stringify(run)) {
      useOrigin.setState({ opened: run });
      openRun(run);
      if (before === useOrigin.getState().kept) toast("The run that you made last is kept. Undo opens it.");
    }
    const shown = useRun.getState().run;
    useOrigin.setState({ run: fingerprint === null ? null : shown, fingerprint: fingerprint ?? "" });
  } else if (kept && useOrigin.getState().kept === null) {
    toast("The address names a run that another browser keeps. Ask for its link or its file: Share makes both.");
  }
  if (atUs !== null) {
    pause();
    seek(atUs);
  }
  if (parameters.has("legend")) openDialog("legend");
}

/** Another try at an address that was refused, in its place. */
export async function openInstead(text: string): Promise<void> {
  write(parametersOf(text));
  await openAddress(text);
}

/** Takes the legend out of the address once it is closed, so that the same link opens it again. */
export function forgetLegend(): void {
  const parameters = parametersOf(location.hash);
  if (!parameters.has("legend")) return;
  parameters.delete("legend");
  write(parameters);
}

/** Whether the address says which run to open. */
export function namesRun(hash: string): boolean {
  const parameters = parametersOf(hash);
  return parameters.has("r") || parameters.has("s");
}

/** The address waits this long for what it follows to come to rest: browsers refuse more than some changes a second. */
const REST_MS = 400;

/**
 * From now on the address follows what is open: the run with what was noted, and the instant when nothing plays. It replaces itself, so
 * that the way back leads out of the page. What is already there stays until something changes.
 */
export function followAddress(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const update = async () => {
    const mine = ++turn;
    const { toAddress } = await fetchText();
    const { run } = useRun.getState();
    const edited = editedRun(useRun.getState());
    const fingerprint = edited === run ? fingerprintOf(run, useWorld.getState()) : null;
    const parameters = await toAddress(edited, shownUs(usePlayback.getState()), fingerprint);
    if (mine !== turn || usePlayback.getState().playing) return;
    if (parametersOf(location.hash).has("legend")) parameters.set("legend", "");
    write(parameters);
  };
  const changed = () => {
    clearTimeout(timer);
    turn++;
    if (!usePlayback.getState().playing) timer = setTimeout(() => void update(), REST_MS);
  };
  const stops = [
    useRun.subscribe(changed),
    // An address that was refused stands there until its dialog is closed: then the address is again that of what is open.
    useDesk.subscribe(({ dialog }, before) => {
      if (before.dialog === "refusal" && dialog !== "refusal") changed();
    }),
    usePlayback.subscribe((state, before) => {
      if (state.playing !== before.playing || (!state.playing && shownUs(state) !== shownUs(before))) changed();
    }),
    // With the end of the recording the fingerprint is known; an address that names nothing is none to complete.
    useWorld.subscribe(({ done }, before) => {
      if (done && !before.done && namesRun(location.hash)) changed();
    }),
  ];
  return () => {
    clearTimeout(timer);
    turn++;
    for (const stop of stops) stop();
  };
}

function parametersOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ""));
}

/** `legend=` and `kept=` are written without their equals sign. */
function write(parameters: URLSearchParams): void {
  const text = parameters.toString().replace(/\b(legend|kept)=(?=&|$)/g, "$1");
  try {
    history.replaceState(history.state, "", text === "" ? `${location.pathname}${location.search}` : `#${text}`);
  } catch {
    // Refused for being too many or too long: the run is kept all the same, and the next one comes.
  }
}
