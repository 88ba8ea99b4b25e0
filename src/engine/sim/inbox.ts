import type { Connection, Direction } from "./connection.ts";
import { dropConnection, findConnection } from "./connection-table.ts";
import { PacketUnread } from "./event-kinds.ts";
import { CAUSE, type EventId } from "./history.ts";
import { tracePacket } from "./packet-trace.ts";
import type { ConnectionId } from "./process.ts";
import type { ProcessRecord, Waiting } from "./records.ts";
import { endRetry } from "./retransmission.ts";
import { NO_ROW } from "./row-pool.ts";
import type { World } from "./world.ts";

/** Something has come for a process: it acts on it at once, or finds it in its inbox when it is no longer frozen. */
export function hand(world: World, to: ProcessRecord, waiting: Waiting): void {
  if (to.status === "frozen") wait(world, to, waiting);
  else if (to.status === "up") world.receive(to, waiting);
}

/** Something for a frozen process: until it is heard, the connection that brought it stays known. */
export function wait(world: World, to: ProcessRecord, waiting: Waiting): void {
  to.inbox.push(waiting);
  if ("connection" in waiting) (findConnection(world.network.connections, waiting.connection) as Connection).unheard++;
}

/** Hands a resumed process what waited for it, unless it has closed the connection since: then it is thrown away unread. */
export function hear(world: World, record: ProcessRecord, waiting: Waiting): void {
  const direction = "connection" in waiting ? wayTo(world, record, waiting.connection) : null;
  if (direction?.deaf) throwAway(world, record, waiting, CAUSE.program, direction.endedBy);
  else world.receive(record, waiting);
  release(world, waiting);
}

/** A process that has ended hears nothing of what waited for it. */
export function dropWaiting(world: World, record: ProcessRecord, end: EventId): void {
  for (const waiting of record.inbox) {
    throwAway(world, record, waiting, CAUSE.fault, end);
    release(world, waiting);
  }
  record.inbox = [];
}

/** TCP has acknowledged a message that nobody will read: its sender does not send it again, so that its end is written down. */
function throwAway(world: World, record: ProcessRecord, waiting: Waiting, causeKind: number, cause: EventId): void {
  if (waiting.what !== "message") return;
  const { connection, message } = waiting;
  const { from } = wayTo(world, record, connection);
  const { history } = world;
  const type = history.strings.intern(message.type);
  tracePacket(world, PacketUnread, record.id, from, message, connection, type, causeKind, cause);
  history.extra(CAUSE.message, waiting.cause, 0, 0);
}

/** The half of a connection on which something for this process came that it has not heard yet. */
function wayTo({ network }: World, { id }: ProcessRecord, connection: ConnectionId): Direction {
  const { there, back } = findConnection(network.connections, connection) as Connection;
  return there.to === id ? there : back;
}

function release(world: World, waiting: Waiting): void {
  if (!("connection" in waiting)) return;
  const pair = findConnection(world.network.connections, waiting.connection) as Connection;
  pair.unheard--;
  forget(world, pair);
}

/** Drops the record of a connection that neither end uses and on which nothing is under way or unheard. */
export function forget(world: World, pair: Connection): void {
  const { there, back } = pair;
  if (pair.unheard > 0) return;
  if (there.fromOpen || there.toOpen || back.fromOpen || back.toOpen) return;
  if (there.first !== NO_ROW || back.first !== NO_ROW) return;
  endRetry(world, there);
  endRetry(world, back);
  const { processes, network } = world;
  dropConnection(network.connections, pair.id);
  for (const { connections } of [processes[there.from], processes[there.to]]) {
    const index = connections.indexOf(pair.id);
    if (index >= 0) connections.splice(index, 1);
  }
}
