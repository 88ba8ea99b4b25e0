import type { Claim } from "../claims/claim.ts";
import type { HistoryEvent } from "../sim/history.ts";
import type { AskedInstant, Obstacle } from "./asked-instant.ts";
import { claim } from "./sentence.ts";

/** It has not left its sender: not due yet, or its sender or all that it sends to are down or out of reach. */
export function notSent(asked: AskedInstant): Obstacle | null {
  const { reader, until } = asked;
  const { message } = reader.question;
  const dueAt = reader.facts.messages[message - 1].atUs;
  const present = reader.row(Math.max(0, asked.before - 1));
  if (dueAt > until) return asked.tell(present, claim("dueLater", present, { message, dueAt, until }), [], []);
  const accepted = asked.last("MessageAccepted", (row) => row.message === message);
  const producers = reader.simulation.processes.filter(({ spec }) => /producer|publisher|client/.test(spec.definition.role));
  const process = accepted?.process ?? producers.find(({ id }) => asked.stateOf(id) !== null)?.id;
  if (process === undefined) return null;
  const part = reader.part(process);
  const down = asked.down(process);
  if (down !== null || accepted === undefined) return down;
  const stores = reader.simulation.processes.filter(({ spec }) => /broker|node/.test(spec.definition.role));
  const far = stores.map(({ id }) => asked.cut(process, id) ?? asked.down(id)).find((found) => found !== null);
  return far ?? asked.tell(accepted, claim("notSentYet", accepted, { part, message, until }), [], [process]);
}

/** It was sent, and its sender waits to hear what became of it, or has forgotten that it did. */
export function noAnswer(asked: AskedInstant, sent: HistoryEvent, copy: HistoryEvent | undefined): Obstacle | null {
  const { reader, until } = asked;
  const { message, process, a: attempt } = sent;
  const confirmed = asked.last("MessageConfirmed", (row) => row.message === message);
  if (confirmed !== undefined) return null;
  const died = (["ProcessCrashed", "MachineLost", "ProcessStopped"] as const)
    .map((kind) => reader.first(kind, sent.id, (row) => row.process === process && row.id < asked.before))
    .filter((row) => row !== undefined)
    .sort((one, other) => one.id - other.id)[0];
  if (died !== undefined) {
    const how = ({ ProcessCrashed: "crashed", MachineLost: "lost power" } as const)[reader.kind(died.id)] ?? "stopped";
    const part = reader.part(process);
    return asked.tell(died, claim("died", died, { part, how }), [claim("forgot", died, { part, message })], [process]);
  }
  const down = asked.down(process);
  if (down !== null) return down;
  const where = copy === undefined ? claim("noCopyYet", sent, { message, until }) : claim("copyGoneUnconfirmed", sent, { message, until });
  const title = claim("noAnswerSince", sent, { part: reader.part(process), message, attempt, until });
  return asked.tell(sent, title, [where, ...retryAfter(asked, sent)], [process]);
}

/** Its batch failed and is to be sent again; what one step sent for one partition was one batch, which goes by its first message. */
function retryAfter(asked: AskedInstant, sent: HistoryEvent): Claim[] {
  const { reader, until } = asked;
  const failed = asked.last("BatchRetried", (row) => {
    const first = reader.last("MessageSent", row.id, (other) => other.process === sent.process && other.message === row.message);
    return row.process === sent.process && row.id > sent.id && first?.at === sent.at && first.b === sent.b;
  });
  if (failed === undefined) return [];
  const error = reader.text(failed.b);
  return [claim("waitsToRetry", failed, { part: reader.part(sent.process), message: sent.message, error, until })];
}
