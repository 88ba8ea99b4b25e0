import { findConnection } from "./connection-table.ts";
import { PacketUnderWay } from "./event-kinds.ts";
import { CAUSE, type EventId } from "./history.ts";
import { PACKET } from "./network.ts";
import { tracePacket } from "./packet-trace.ts";
import type { ConnectionId, Message } from "./process.ts";
import type { ProcessRecord } from "./records.ts";
import { NO_ROW } from "./row-pool.ts";
import type { World } from "./world.ts";

/**
 * What a process that ends had sent and nobody has read yet outlives it: on the wire, or in the socket buffers of a frozen peer. It may be
 * the last copy of a message, so each packet that carries some is written down; what is known to be lost with the process is written down
 * as lost after this.
 */
export function traceUnderWay(world: World, process: ProcessRecord, cause: EventId): void {
  for (const id of process.connections) {
    const pair = findConnection(world.network.connections, id);
    if (pair === null) continue;
    for (const way of [pair.there, pair.back]) {
      if (way.from !== process.id || way.deaf) continue;
      const peer = world.processes[way.to];
      for (const waiting of peer.inbox)
        if (waiting.what === "message" && waiting.connection === id && way.to !== way.from)
          note(world, process, peer, id, waiting.message, cause);
      const { list } = world;
      for (let row = way.first; row !== NO_ROW; row = list.next[row])
        if (list.x[row] === PACKET.data) note(world, process, peer, id, list.data[row] as Message, cause);
    }
  }
}

function note(world: World, from: ProcessRecord, to: ProcessRecord, connection: ConnectionId, message: Message, cause: EventId): void {
  if (message.carries === undefined || message.carries.length === 0) return;
  const type = world.history.strings.intern(message.type);
  tracePacket(world, PacketUnderWay, to.id, from.id, message, connection, type, CAUSE.fault, cause);
}
