import type { WorkerView } from "../../engine/delivery/views.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { labelOf } from "../state/messages.ts";

/** Whether a part does nothing and answers nobody: it went down, or was stopped in good order. A frozen one still holds its connections. */
export function isDown({ status }: Pick<FrameProcess, "status">): boolean {
  return status === "crashed" || status === "stopped";
}

/** "crashed 5.200 s": what is the matter, and since when. */
export function conditionWords({ status, since }: Pick<FrameProcess, "status" | "since">, digits = 3): string {
  return `${status} ${instantText(since, digits)}`;
}

/** What a worker does, as it is spoken. */
export function workWords({ phase, message }: WorkerView): string {
  return phase === "idle" ? "idle" : `working on message ${labelOf(message)}`;
}
