import { streamMessages } from "../delivery/workload.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { MessageRef } from "../document/message-ref.ts";
import { type NumberPlan, numberOf, planNumbers } from "../document/numbers.ts";
import type { Run } from "../document/scenario.ts";
import type { SystemTable } from "../document/system-table.ts";
import { hashText } from "../sim/hash.ts";

/** The messages of all streams of a run: the same in every lane. */
export interface StreamMessages {
  /** In the order of their numbers, frozen. */
  readonly all: readonly BusinessMessage[];
  readonly ofStream: ReadonlyMap<string, readonly BusinessMessage[]>;
  /** The number of a message that a document names; undefined when there is none. */
  numberOf(ref: MessageRef): number | undefined;
}

/** The first stream's messages have the numbers and the chance that they had alone. */
export function messagesOfRun(run: Run, tables: readonly SystemTable[]): StreamMessages {
  const { streams } = run.scenario;
  const ofStream = new Map<string, readonly BusinessMessage[]>();
  const all: BusinessMessage[] = [];
  streams.forEach(({ name, workload }, i) => {
    const entity = i === 0 ? 0 : hashText(name);
    const messages = streamMessages(workload, run.seed, all.length + 1, entity).map((message) => Object.freeze(message));
    ofStream.set(name, Object.freeze(messages));
    all.push(...messages);
  });
  const counts = streams.map(({ name }) => ofStream.get(name)?.length ?? 0);
  let plan: NumberPlan | undefined;
  const planned = () => (plan ??= planNumbers(run, tables, counts));
  return {
    all: Object.freeze(all),
    ofStream,
    numberOf: (ref) => (typeof ref === "number" && ref <= (counts[0] ?? 0) ? ref : numberOf(planned(), ref)),
  };
}
