import { dropConnection, findConnection } from "./connection-table.ts";
import * as K from "./event-kinds.ts";
import { CAUSE, type EventId, NO_MESSAGE } from "./history.ts";
import type { Connection } from "./network.ts";
import type { ProcessRecord, Waiting } from "./records.ts";
import { endRetry } from "./retransmission.ts";
import { NO_ROW } from "./row-pool.ts";
import type { Simulation } from "./simulation.ts";

/** Something has come for a process: it acts on it at once, or finds it in its inbox when it is no longer frozen. */
export function hand(simulation: Simulation, to: ProcessRecord, waiting: Waiting): void {
  if (to.status === "frozen") wait(simulation, to, waiting);
  else if (to.status === "up") simulation.receive(to, waiting);
}

/** Something for a frozen process: until it is heard, the connection that brought it stays known. */
export function wait(simulation: Simulation, to: ProcessRecord, waiting: Waiting): void {
  to.inbox.push(waiting);
  if ("connection" in waiting) (findConnection(simulation.network.connections, waiting.connection) as Connection).unheard++;
}

/** Hands a resumed process what waited for it, unless it has closed the connection since: then it is thrown away unread. */
export function hear(simulation: Simulation, record: ProcessRecord, waiting: Waiting): void {
  const pair = "connection" in waiting ? findConnection(simulation.network.connections, waiting.connection) : null;
  const direction = pair && (pair.there.to === record.id ? pair.there : pair.back);
  if (direction?.deaf) throwAway(simulation, record, waiting, CAUSE.program, direction.deafBy);
  else simulation.receive(record, waiting);
  release(simulation, waiting);
}

/** A process that has ended hears nothing of what waited for it. */
export function dropWaiting(simulation: Simulation, record: ProcessRecord, end: EventId): void {
  for (const waiting of record.inbox) {
    throwAway(simulation, record, waiting, CAUSE.fault, end);
    release(simulation, waiting);
  }
  record.inbox = [];
}

/** TCP has acknowledged a message that nobody will read: its sender does not send it again, so that its end is written down. */
function throwAway(simulation: Simulation, record: ProcessRecord, waiting: Waiting, causeKind: number, cause: EventId): void {
  if (waiting.what !== "message") return;
  const { connection, message, cause: arrival } = waiting;
  const { there, back } = findConnection(simulation.network.connections, connection) as Connection;
  const { carries = [], type } = message;
  const { history } = simulation;
  const from = there.to === record.id ? there.from : back.from;
  simulation.trace(
    K.PacketUnread,
    record.id,
    carries.length === 0 ? NO_MESSAGE : carries[0],
    from,
    connection,
    history.strings.intern(type),
    causeKind,
    cause,
  );
  for (let i = 1; i < carries.length; i++) history.extra(CAUSE.carries, carries[i], 0, 0);
  history.extra(CAUSE.message, arrival, 0, 0);
}

function release(simulation: Simulation, waiting: Waiting): void {
  if (!("connection" in waiting)) return;
  const pair = findConnection(simulation.network.connections, waiting.connection) as Connection;
  pair.unheard--;
  forget(simulation, pair);
}

/** Drops the record of a connection that neither end uses and on which nothing is under way or unheard. */
export function forget(simulation: Simulation, pair: Connection): void {
  const { there, back } = pair;
  if (pair.unheard > 0) return;
  if (there.fromOpen || there.toOpen || back.fromOpen || back.toOpen) return;
  if (there.first !== NO_ROW || back.first !== NO_ROW) return;
  endRetry(simulation, there);
  endRetry(simulation, back);
  const { processes, network } = simulation;
  dropConnection(network.connections, pair.id);
  for (const { connections } of [processes[there.from], processes[there.to]]) {
    const index = connections.indexOf(pair.id);
    if (index >= 0) connections.splice(index, 1);
  }
}
