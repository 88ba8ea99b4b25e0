import type { HistoryEvent } from "../sim/history.ts";
import type { AskedInstant, Obstacle } from "./asked-instant.ts";
import { claim } from "./sentence.ts";

/** Who answers for a place: its leader, or the node of the queue. */
export function authorityOf(asked: AskedInstant, copy: HistoryEvent): number {
  const elected = asked.last("LeaderElected", (row) => row.a === copy.a);
  if (elected === undefined) return copy.process;
  return asked.reader.simulation.processes.findIndex(({ address }) => address === `broker-${elected.b}`);
}

/** Whether the high watermark had passed a copy (K-BRK-02). */
export function isReadable(asked: AskedInstant, copy: HistoryEvent): boolean {
  const passed = asked.reader.first("PositionCommitted", copy.id, ({ a, b, c }) => a === copy.a && b > copy.b && c >= copy.c);
  return passed !== undefined && passed.id < asked.before;
}

/** Which replica has not copied it, and why. */
export function unreadable(asked: AskedInstant, copy: HistoryEvent, leader: number): Obstacle {
  const { reader, until } = asked;
  const { message, b: position } = copy;
  const place = reader.text(copy.a);
  const committed = asked.last("PositionCommitted", ({ a }) => a === copy.a)?.b ?? 0;
  const brokers = reader.simulation.processes.filter(({ spec, id }) => /broker/.test(spec.definition.role) && id !== leader);
  const without = brokers.filter(
    ({ id }) => asked.last("MessageCopied", (row) => row.process === id && row.message === message && row.a === copy.a) === undefined,
  );
  const details = [
    claim("committedTo", copy, { place, committed, until }),
    ...without.slice(0, 2).map(({ id }) => claim("missingCopy", copy, { part: reader.part(id), message, place, until })),
  ];
  const blocked = without.map(({ id }) => asked.down(id) ?? asked.cut(id, leader)).find((found) => found !== null);
  if (blocked !== undefined && blocked !== null) return blocked;
  return asked.tell(copy, claim("notReadableYet", copy, { message, place, position, committed, until }), details, [leader]);
}
