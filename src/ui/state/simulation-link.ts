import { durationOf, type Run } from "../../engine/scenario.ts";
import { connectSimulation, type SimulationClient } from "../../worker/client.ts";
import type { Response, WhyCard, WhyQuestion } from "../../worker/protocol.ts";
import { useDesk } from "./desk.ts";
import { onFrame } from "./frame-loop.ts";
import { withLabels } from "./messages.ts";
import { playedRun } from "./page-run.ts";
import { pause, peek, shownUs, usePlayback } from "./playback.ts";
import { useRun } from "./run.ts";
import { beginTake, receive, useWorld } from "./world.ts";

/** Joins the stores to the simulation: a new take for every new run, and a frame for every instant that is shown. */

let client: SimulationClient | null = null;
let take = 0;
let asked = -1;
let waiting = false;
let ledgerAsked = -1;
let ledgerWaiting = false;

function post(request: Parameters<SimulationClient["post"]>[0]): void {
  client?.post(request);
}

function record(): void {
  const { run } = useRun.getState();
  take++;
  beginTake(take);
  asked = -1;
  waiting = false;
  ledgerAsked = -1;
  ledgerWaiting = false;
  const question = questionKept(run);
  const endUs = durationOf(run);
  usePlayback.setState((state) => ({ endUs, playheadUs: Math.min(state.playheadUs, endUs), peekUs: null }));
  post({ type: "record", take, run: playedRun(run) });
  useDesk.setState({ why: question === null ? null : { question, card: undefined, step: -1 } });
  if (question !== null) post({ type: "why", take, question });
}

let recorded: Run | null = null;

/** An open question is put again to a run that was edited, and closed with another scenario. */
function questionKept(run: Run): WhyQuestion | null {
  const before = recorded;
  recorded = run;
  const { why } = useDesk.getState();
  if (why === null || before?.scenario.id !== run.scenario.id) return null;
  const { lane, notAsIn = lane } = why.question;
  return Math.max(lane, notAsIn) < run.scenario.lanes.length ? why.question : null;
}

function onResponse(response: Response): void {
  if (response.type === "frame" && response.take === take) waiting = false;
  if (response.type === "why" && response.take === take) {
    const { why } = useDesk.getState();
    if (why !== null && sameQuestion(why.question, response.question))
      useDesk.setState({ why: { question: why.question, card: response.card === null ? null : labelled(response.card), step: -1 } });
    return;
  }
  if (response.type === "explaining") {
    const { why } = useDesk.getState();
    if (response.take === take && why?.card === undefined && why !== null && sameQuestion(why.question, response.question))
      useDesk.setState({ why: { ...why, progress: response.progress } });
    return;
  }
  receive(response);
  // A run that goes on until everything has come to rest ends when it does.
  if (response.type === "recorded" && response.take === take && response.done)
    usePlayback.setState(({ endUs }) => ({ endUs: Math.max(endUs, response.untilUs) }));
  if (response.type === "ledger" && response.take === take) {
    ledgerWaiting = false;
    const { dockTab, dockOpen } = useDesk.getState();
    if (dockTab === "messages" && dockOpen) askLedger();
  }
}

/** The card in the words of the page: messages by how they are called. */
function labelled(card: WhyCard): WhyCard {
  const ways = (prevention: WhyCard["prevention"]) => ({ ...prevention, sentence: withLabels(prevention.sentence) });
  return {
    ...card,
    title: withLabels(card.title),
    subtitle: withLabels(card.subtitle),
    steps: card.steps.map((step) => ({ ...step, title: withLabels(step.title), detail: withLabels(step.detail) })),
    prevention: ways(card.prevention),
    alternatives: card.alternatives.map((other) => ({ ...other, sentence: withLabels(other.sentence) })),
  };
}

function sameQuestion(one: WhyQuestion, other: WhyQuestion): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Moves the playhead while playing; it waits at the edge of what is recorded. Then asks for the frame to show. */
function turn(_now: number, elapsedMs: number): void {
  const playback = usePlayback.getState();
  const world = useWorld.getState();
  if (playback.playing && elapsedMs > 0) {
    const limit = world.done ? playback.endUs : Math.min(world.recordedUs, playback.endUs);
    const next = Math.min(limit, Math.round(playback.playheadUs + elapsedMs * 1000 * playback.speed));
    const atEnd = world.held ? next >= world.recordedUs : world.done && next >= playback.endUs;
    usePlayback.setState({ playheadUs: Math.max(next, playback.playheadUs), playing: !atEnd });
  }
  const at = shownUs(usePlayback.getState());
  if (waiting || world.error !== null || (at === asked && world.frame?.take === take)) return;
  if (world.recordedUs < at && !world.done) return;
  asked = at;
  waiting = true;
  post({ type: "frame", take, at, full: world.frame?.take !== take });
  const { dockTab, dockOpen } = useDesk.getState();
  if (dockTab === "messages" && dockOpen) askLedger();
}

/** Asks for the table of the shown instant, once that is recorded; one question at a time, since a long run's table takes its time. */
export function askLedger(): void {
  const at = shownUs(usePlayback.getState());
  const rounded = Math.floor(at / 100_000);
  const { recordedUs, done } = useWorld.getState();
  if (rounded === ledgerAsked || ledgerWaiting || (recordedUs < at && !done)) return;
  ledgerAsked = rounded;
  ledgerWaiting = true;
  post({ type: "ledger", take, at });
}

/** Stops recording, or goes on with it. */
export function holdRecording(held: boolean): void {
  post({ type: "hold", take, held });
}

/** "Why?": pauses, opens the card, and asks. An answer needs the whole run, so a recording that was stopped goes on. */
export function askWhy(question: WhyQuestion): void {
  pause();
  if (useWorld.getState().held) holdRecording(false);
  useDesk.setState({
    why: { question, card: undefined, step: -1 },
    selectedMessage: question.message,
    selectedPart: null,
    selectedFace: null,
    laneShown: question.lane,
    laneChosen: true,
    sheetOpen: true,
  });
  post({ type: "why", take, question });
}

/** Chooses a step of the open card: its instant is shown, the run stays where it is. */
export function showStep(step: number): void {
  const { why } = useDesk.getState();
  const chosen = why?.card?.steps[step];
  if (why === null || chosen === undefined) return;
  useDesk.setState({ why: { ...why, step } });
  peek(chosen.at);
}

/** Starts the worker and keeps everything joined until the returned function is called. */
export function startSimulation(): () => void {
  client = connectSimulation(onResponse, (message) => useWorld.setState({ error: message, done: true }));
  const stopRun = useRun.subscribe((state, before) => {
    if (state.run !== before.run) record();
  });
  const stopFrames = onFrame(turn);
  record();
  return () => {
    stopRun();
    stopFrames();
    client?.close();
    client = null;
  };
}
