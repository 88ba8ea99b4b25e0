import { type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { AskedInstant, Obstacle } from "./asked-instant.ts";
import { claim } from "./sentence.ts";

/** A consumer that may take no more before it acknowledges something (R-CONS-02). */
export function full(asked: AskedInstant, process: number): Obstacle | null {
  const { reader, until } = asked;
  if (reader.system !== "rabbitmq") return null;
  const prefetch = Number(reader.setting("consumer", "prefetch", process, asked.before));
  if (prefetch === 0) return null;
  const mine = (row: HistoryEvent) => row.process === process && row.id < asked.before;
  const last = new Map<number, HistoryEvent>();
  for (const row of reader.all("MessageDelivered", mine)) last.set(row.message, row);
  const held = [...last.values()].filter((row) => {
    const same = (other: HistoryEvent) => other.message === row.message && other.a === row.a;
    return ["MessageSettled", "MessageReturned"].every((kind) => (asked.last(kind, same)?.id ?? NO_EVENT) < row.id);
  });
  if (held.length < prefetch) return null;
  const row = held[held.length - 1];
  const values = { part: reader.part(process), prefetch, held: held.map(({ message }) => message), until };
  return asked.tell(row, claim("creditUsedUp", row, values), [claim("holdsUnsettled", row, values)], [process]);
}
