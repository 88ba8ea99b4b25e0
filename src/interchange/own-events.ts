import type { ListedMessage } from "../engine/delivery/workload-spec.ts";
import type { Command, Run } from "../engine/scenario.ts";
import { RUN_LIMITS } from "../scenarios/limits.ts";

/** First message at this instant: consumers have found their brokers by then. */
const START_MS = 1500;
/** Time after the last message for what still waits. */
const DRAIN_MS = 20_000;

/** Real events in the place of a run's workload. */
export interface OwnEvents {
  run: Run;
  /** How many times as fast as they were; 1 where a run may be as long as they took. */
  pace: number;
  /** Commands of the script that cannot act under these events any more. */
  idle: readonly Command[];
}

/**
 * The run with these events, at their own times. Its script stays; its title and what it says of itself become those of the events, since
 * the scenario's story was about other ones. `story` is the title, `source` where they come from.
 */
export function withOwnEvents(run: Run, events: readonly ListedMessage[], { story, source }: { story: string; source: string }): OwnEvents {
  const spanMs = events.reduce((last, { atMs }) => Math.max(last, atMs), 0);
  const pace = Math.max(1, Math.ceil(spanMs / (RUN_LIMITS.durationMs - START_MS - DRAIN_MS)));
  const messages = events.map((event) => ({ ...event, atMs: Math.round((event.atMs / pace + START_MS) * 1000) / 1000 }));
  const durationMs = Math.ceil(START_MS + spanMs / pace + DRAIN_MS);
  const idle = run.script.filter((command) => cannotAct(command, messages.length, durationMs));
  const scenario = {
    ...run.scenario,
    id: "own-events",
    title: story,
    summary: summaryOf(run, events.length, spanMs, pace, source),
    shows: [],
    durationMs,
    workload: { kind: "list", messages, poison: [] } as const,
    expect: [],
  };
  return { run: { ...run, scenario: withoutRevision(scenario) }, pace, idle };
}

/** It is no form of a published scenario any more. */
function withoutRevision({ revision: _published, ...scenario }: Run["scenario"]): Run["scenario"] {
  return scenario;
}

/** What waits for a message that there is not, or comes after the end. */
function cannotAct({ when, action }: Command, count: number, durationMs: number): boolean {
  if (action.do === "cutBefore" && (action.message ?? 0) > count) return true;
  return "atMs" in when ? when.atMs > durationMs : (when.message ?? 0) > count;
}

const ONE_FAULT = "The one fault or change of the run before stays";
const FAULTS = "The faults and changes of the run before stay";

function summaryOf({ scenario, script }: Run, count: number, spanMs: number, pace: number, source: string): string {
  const services = scenario.services.map(({ name }) => name);
  const through = services.length === 1 ? services[0] : `${services.slice(0, -1).join(", ")} and ${services.at(-1)}`;
  const times = pace === 1 ? "at their own times" : `${pace} times as fast as they were`;
  const faults = script.length === 0 ? "" : ` ${script.length === 1 ? ONE_FAULT : FAULTS} in the list below.`;
  return `${count === 1 ? "One event" : `${count} events`} of ${source}, ${spanWords(spanMs)} long, ${times}, for ${through}.${faults}`;
}

/** `5 h 33 min`, `12 min`, `4.5 s` */
export function spanWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
