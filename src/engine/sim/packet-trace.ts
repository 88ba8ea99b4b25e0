import type { EventKind } from "./event-kinds.ts";
import { CAUSE, type EventId, NO_MESSAGE } from "./history.ts";
import type { Message, ProcessId } from "./process.ts";
import type { World } from "./world.ts";

/** Records what became of a packet, with all that it carried. `b`: the second field of events of this kind. */
export function tracePacket(
  world: World,
  kind: EventKind,
  to: ProcessId,
  from: ProcessId,
  { carries }: Message,
  b: number,
  typeText: number,
  causeKind: number,
  cause: EventId,
): EventId {
  const first = carries === undefined || carries.length === 0 ? NO_MESSAGE : carries[0];
  const event = world.trace(kind, to, first, from, b, typeText, causeKind, cause);
  if (carries !== undefined) for (let i = 1; i < carries.length; i++) world.history.extra(CAUSE.carries, carries[i], 0, 0);
  return event;
}
