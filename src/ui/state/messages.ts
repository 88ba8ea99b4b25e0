import { generateMessages } from "../../engine/delivery/workload.ts";
import type { BusinessMessage } from "../../engine/delivery/workload-spec.ts";
import type { Run } from "../../engine/scenario.ts";
import { useRun } from "./run.ts";

/** How a message looks: its key's place in the order of first appearance decides shape and hue. */
export interface MessageLook {
  keyIndex: number;
  key: string;
  type: string;
}

interface Looks {
  run: Run;
  messages: readonly BusinessMessage[];
  keys: ReadonlyMap<string, number>;
}
let cached: Looks | null = null;

function looksOf(run: Run): Looks {
  if (cached !== null && cached.run.scenario.workload === run.scenario.workload && cached.run.seed === run.seed) return cached;
  const messages = generateMessages(run.scenario.workload, run.seed);
  const keys = new Map<string, number>();
  for (const { key } of messages) if (!keys.has(key)) keys.set(key, keys.size);
  cached = { run, messages, keys };
  return cached;
}

export function messageLook(number: number): MessageLook {
  const { messages, keys } = looksOf(useRun.getState().run);
  const message = messages[number - 1];
  if (message === undefined) return { keyIndex: 0, key: "", type: "" };
  return { keyIndex: keys.get(message.key) ?? 0, key: message.key, type: message.type };
}

export function runMessages(): readonly BusinessMessage[] {
  return looksOf(useRun.getState().run).messages;
}
