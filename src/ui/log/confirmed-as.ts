import { labelOf } from "../state/messages.ts";
import type { ToldEvent } from "./told-event.ts";

/** So far back is looked for what became of a message at the node, in events of the whole run. */
const LOOK_BACK = 6000;

/**
 * What a confirmation means: that the message is stored, unless it went to no queue (R-CONF-03), or was only written to the socket
 * (`acks=0`, K-PROD-14), or is the answer of a chain of services.
 */
export function confirmedAs(event: ToldEvent): string {
  const { message, role } = event;
  if (role.startsWith("direct")) return `heard that every service has done #${labelOf(message)}`;
  if (role.startsWith("rabbitmq") && wasUnroutable(event))
    return `was told that #${labelOf(message)} has been dealt with: it went to no queue`;
  if (role.startsWith("kafka") && !isAnswered(event)) return `counts #${labelOf(message)} as sent: with acks=0 no broker says more`;
  return `was told that #${labelOf(message)} is stored`;
}

/** Whether the last that the node did with the message in this lane was to find no queue for it. */
function wasUnroutable({ id, message, process, history, roster }: ToldEvent): boolean {
  const lane = roster[process]?.lane;
  for (let before = id - 1; before >= Math.max(0, id - LOOK_BACK); before--) {
    if (history.message(before) !== message || roster[history.process(before)]?.lane !== lane) continue;
    const kind = history.kind(before);
    if (kind === "MessageDropped") return history.text(history.b(before)) === "unroutable";
    if (kind === "MessageStored" || kind === "MessageSent") return false;
  }
  return false;
}

/** Whether a packet brought the confirmation. */
function isAnswered({ id, history }: ToldEvent): boolean {
  const cause = history.cause(id);
  return cause >= 0 && history.kind(cause) === "PacketDelivered";
}

/** Why a rule took a message out, in plain words. */
export function droppedBecause(reason: string): string {
  return reason === "unroutable" ? "no binding leads it to a queue" : reason;
}
