import { evidenceOf } from "./delivery/checkers/index.ts";
import type { Evidence } from "./delivery/checkers/judgement.ts";
import { answerOf, type Fate } from "./delivery/delivery-fates.ts";
import { DeliveryIndex } from "./delivery/delivery-index.ts";
import type { LaneFacts } from "./delivery/lane-facts.ts";
import { outcomeOf } from "./delivery/outcome.ts";
import { settingsInForce } from "./delivery/settings.ts";
import type { BusinessMessage } from "./delivery/workload-spec.ts";
import { settingValues } from "./lane-settings.ts";
import { durationOf, mostOf, type Run, runsUntilRest } from "./scenario.ts";
import { NO_EVENT } from "./sim/history.ts";
import { ROW } from "./sim/records.ts";
import type { Simulation } from "./sim/simulation.ts";
import { fromMs, type Micros, SECOND } from "./sim/time.ts";
import { systemFacts } from "./system-facts.ts";

/**
 * Rest: no arrival and no command is to come (so no fault will end), and nothing that concerns a message happens any more. The last is found
 * out by running on without recording: for a little while when every message is done for good, and for as long as the longest wait of the
 * lanes when one is not, since a session, a delivery or a heartbeat may still run out. What only ticks (heartbeats, fetches of nothing,
 * metadata) does not disturb it; a message that is tried again and again for ever does.
 */

/** Scheduled events in one piece of looking ahead: a few milliseconds. */
const PIECE_EVENTS = 4_000;
/** How long it stays quiet when there is nothing left to do. */
const CALM_US: Micros = 10 * SECOND;
/** Beyond every wait by a setting: the answer has to come as well. */
const MARGIN_US: Micros = 30 * SECOND;
/** Settings above this are about housekeeping (retention), and nobody waits for them. */
const LONGEST_WAIT_US: Micros = 900 * SECOND;

/**
 * Whether everything has come to rest, in pieces. `allDone`: whether every message is done for good, asked only when it matters.
 * Nothing of the simulation changes.
 */
export function* comesToRest(
  simulation: Simulation,
  longestWaitUs: Micros,
  messages: readonly BusinessMessage[],
  allDone: () => boolean,
): Generator<void, boolean> {
  const { now, history, armed } = simulation;
  if (simulation.stopped !== null || simulation.list.awaits(ROW.command)) return false;
  const last = messages[messages.length - 1];
  if (last !== undefined && last.atUs > now) return false;
  const patience = allDone() ? CALM_US : longestWaitUs;
  const snapshot = simulation.snapshot();
  const ahead = snapshot.restore(history.resumeAt(snapshot.marks, false));
  for (;;) {
    const arrived = ahead.runUntil(now + patience, PIECE_EVENTS);
    if (ahead.history.movedAt >= 0 || ahead.stopped !== null || ahead.armed.length < armed.length) return false;
    if (arrived) return true;
    yield;
  }
}

/** The longest time after which something may happen because nothing did, by these settings. */
export function longestWait(settings: Iterable<readonly [name: string, value: unknown]>): Micros {
  let longest = 60 * SECOND;
  for (const [name, value] of settings) {
    if (typeof value !== "number") continue;
    const us = name.endsWith(".ms") ? fromMs(value) : name === "heartbeat" ? 3 * value * SECOND : 0;
    if (us <= LONGEST_WAIT_US) longest = Math.max(longest, us);
  }
  return longest + MARGIN_US;
}

/** How far a run goes, and how long something may be waited for in it. */
export interface Pace {
  readonly durationUs: Micros;
  /** It goes on after that until everything has come to rest, but no longer than to here; `durationUs` where it does not. */
  readonly mostUs: Micros;
  readonly longestWaitUs: Micros;
}

/** By the settings of the lanes and of the script. */
export function paceOf(run: Run): Pace {
  const { scenario, script } = run;
  const ofLanes = scenario.lanes.flatMap((spec) => {
    const { settings } = systemFacts[spec.system];
    const owners = [...new Set(settings.map((info) => info.owner))];
    return owners.flatMap((owner) => Object.entries(settingsInForce(settings, owner, settingValues(spec, owner))));
  });
  const changed = script.flatMap(({ action }): [string, unknown][] => (action.do === "set" ? [[action.setting, action.value]] : []));
  const durationUs = durationOf(run);
  return { durationUs, mostUs: runsUntilRest(run) ? mostOf(run) : durationUs, longestWaitUs: longestWait([...ofLanes, ...changed]) };
}

/** Whether in all of these lanes every message is done for good: nothing can still happen to it unless something new goes wrong. */
export function allDone({ history, processes }: Simulation, facts: readonly LaneFacts[], lanes = facts.map((_, lane) => lane)): boolean {
  const processLanes = processes.map(({ lane }) => lane);
  return lanes.every((lane) => {
    const index = new DeliveryIndex(history, lane, processLanes, facts[lane]).read();
    return isAllDone(evidenceOf(index, facts[lane]));
  });
}

export function isAllDone({ index, allFates }: Evidence): boolean {
  return allFates().every((fate) => isDone(index, fate));
}

/** Nobody has it, nobody will come for it, and its producer waits for nothing. */
function isDone(index: DeliveryIndex, fate: Fate): boolean {
  const { message, facts, holder, coming, effective, removed, returned, lostAtConsumer, lostInLog, present } = fate;
  if (holder >= 0 || coming >= 0) return false;
  if (removed !== NO_EVENT || returned !== NO_EVENT || lostAtConsumer !== NO_EVENT || lostInLog !== NO_EVENT) return true;
  if (answerOf(index, message) === "waiting") return false;
  if (effective) return !present || facts.settled !== NO_EVENT;
  const { outcome } = outcomeOf(index, fate, undefined);
  return outcome === "failed" || outcome === "refused" || outcome === "unresolved" || outcome === "never sent";
}

/**
 * How far a run goes. Whoever records it goes on to `target`, then works on `arrived` until that says whether the run has ended there; if not,
 * `target` has moved on, by `stepUs`. A rest that is found later is the same rest, since nothing happens in it.
 */
export class Course {
  target: Micros;
  /** Whether everything had come to rest when the run ended. */
  atRest = false;

  constructor(
    private readonly simulation: Simulation,
    private readonly pace: Pace,
    private readonly messages: readonly BusinessMessage[],
    private readonly done: () => boolean,
    private readonly stepUs: Micros = SECOND,
  ) {
    this.target = pace.durationUs;
  }

  /** Ends the run, or moves the target on. True when it has ended. */
  *arrived(): Generator<void, boolean> {
    const { simulation, pace, messages } = this;
    const resting = yield* comesToRest(simulation, pace.longestWaitUs, messages, this.done);
    if (!resting && simulation.stopped === null && this.target < pace.mostUs) {
      this.target = Math.min(pace.mostUs, this.target + this.stepUs);
      return false;
    }
    this.atRest = resting;
    simulation.end(resting);
    return true;
  }
}
