import * as NEUTRAL from "../engine/delivery/events.ts";
import { digestLane } from "../engine/delivery/lane-digest.ts";
import type { LaneFacts } from "../engine/delivery/lane-facts.ts";
import { ledgerAt } from "../engine/delivery/ledger.ts";
import { factsOf, finishRun, messagesOf } from "../engine/run.ts";
import type { Run } from "../engine/scenario.ts";
import { eventKindInfo } from "../engine/sim/event-kinds.ts";
import { hashText, mix } from "../engine/sim/hash.ts";
import type { Simulation } from "../engine/sim/simulation.ts";

/** What one lane of a run came to, whatever it was computed with. */
export interface NeutralLane {
  /** The neutral history: instant, part, kind, message and fields by name. Numbers of processes, events and texts do not occur. */
  lines: readonly string[];
  verdicts: string;
  /** How many rows of the ledger came to which outcome. */
  ledger: string;
}

/** The same with a hash in place of the lines: what is kept of a run on record. */
export interface NeutralRecord {
  events: number;
  hash: string;
  verdicts: string;
  ledger: string;
}

/** Kinds that are younger than the record: left out, so that it goes on showing what the engine of then did. */
const YOUNGER: ReadonlySet<number> = new Set([NEUTRAL.PlaceFetched, NEUTRAL.MessageReleased]);
const KINDS: ReadonlySet<number> = new Set(Object.values(NEUTRAL).filter((kind) => !YOUNGER.has(kind)));

/** The lanes of a run, carried to its end, by their ids. */
export function neutralLanes(run: Run): Record<string, NeutralLane> {
  return neutralLanesOf(
    finishRun(run),
    factsOf(run, messagesOf(run)),
    run.scenario.lanes.map(({ id }) => id),
  );
}

/** The same of a simulation that has been carried to its end. */
export function neutralLanesOf(
  { history, processes, now }: Simulation,
  facts: readonly LaneFacts[],
  ids: readonly string[],
): Record<string, NeutralLane> {
  const laneOf = processes.map(({ lane }) => lane);
  const lines = facts.map((): string[] => []);
  for (let id = 0; id < history.length; id++) {
    const { kind, process, at, message, ...columns } = history.event(id);
    if (!KINDS.has(kind)) continue;
    const lane = laneOf[process];
    const { name, fields } = eventKindInfo(kind);
    const values = fields.map((field, i) => {
      const value = columns[COLUMNS[i]];
      return `${field}=${field.endsWith("Text") && value >= 0 ? history.strings.text(value) : value}`;
    });
    lines[lane].push([at, processes[process].name.slice(facts[lane].prefix?.length), name, `#${message}`, ...values].join(" "));
  }
  return Object.fromEntries(
    ids.map((id, lane) => {
      const { verdicts } = digestLane(history, lane, laneOf, facts[lane]);
      const { totals } = ledgerAt(history, lane, laneOf, facts[lane], now);
      return [
        id,
        {
          lines: lines[lane],
          verdicts: verdicts.map(({ checker, verdict, count }) => `${checker} ${verdict} ${count}`).join("; "),
          ledger: Object.entries(totals)
            .map(([outcome, rows]) => `${outcome} ${rows}`)
            .sort()
            .join("; "),
        },
      ];
    }),
  );
}

const COLUMNS = ["a", "b", "c"] as const;

export function neutralRecord({ lines, verdicts, ledger }: NeutralLane): NeutralRecord {
  let high = 1;
  let low = 2;
  for (const line of lines) {
    const hash = hashText(line);
    high = mix(high, hash);
    low = mix(low, hash ^ line.length);
  }
  const hash = [high, low].map((word) => word.toString(16).padStart(8, "0")).join("");
  return { events: lines.length, hash, verdicts, ledger };
}
