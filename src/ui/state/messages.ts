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
/** The last computed looks of each workload: the page's own, and the one of samples beside it. */
const computed = new WeakMap<object, Looks>();

function looksOf(run: Run): Looks {
  const known = computed.get(run.scenario.workload);
  if (known !== undefined && known.run.seed === run.seed) return known;
  const messages = generateMessages(run.scenario.workload, run.seed);
  const keys = new Map<string, number>();
  for (const { key } of messages) if (!keys.has(key)) keys.set(key, keys.size);
  const looks = { run, messages, keys };
  computed.set(run.scenario.workload, looks);
  return looks;
}

export function messageLook(number: number): MessageLook {
  return messageLookOfRun(useRun.getState().run, number);
}

/** The same for a run that is not the page's. */
export function messageLookOfRun(run: Run, number: number): MessageLook {
  const { messages, keys } = looksOf(run);
  const message = messages[number - 1];
  if (message === undefined) return { keyIndex: 0, key: "", type: "" };
  return { keyIndex: keys.get(message.key) ?? 0, key: message.key, type: message.type };
}

/** The same for a component: it draws again when another run gives the message another key. */
export function useKeyIndex(number: number): number {
  return useRun(({ run }) => messageLookOfRun(run, number).keyIndex);
}

export function runMessages(): readonly BusinessMessage[] {
  return looksOf(useRun.getState().run).messages;
}
