import { generateMessages, streamMessages } from "../../engine/delivery/workload.ts";
import type { BusinessMessage } from "../../engine/delivery/workload-spec.ts";
import { hashText } from "../../engine/sim/hash.ts";
import type { PageRun } from "./page-run.ts";
import { useRun } from "./run.ts";
import { createScoped } from "./scoped.ts";

/** How a message looks: its key's place in the order of first appearance decides shape and hue. */
export interface MessageLook {
  keyIndex: number;
  key: string;
  type: string;
}

interface Looks {
  run: PageRun;
  made: readonly BusinessMessage[];
  messages: readonly BusinessMessage[];
  keys: ReadonlyMap<string, number>;
}
/** The last computed looks of each workload: the page's own, and the one of samples beside it. */
const computed = new WeakMap<object, Looks>();

/** What handlers can make in the page's run, as the simulation has planned it: numbers go on behind those of the streams. */
interface Made {
  messages: readonly BusinessMessage[];
  /** What each message is made of, 0 for nothing, and how it is called; at index number - 1. */
  sources: readonly number[];
  labels: readonly string[];
}

const NOTHING: readonly BusinessMessage[] = [];
export const useMade = createScoped<Made>(() => ({ messages: NOTHING, sources: [], labels: [] }));

export function madeMessages({ messages, sources, labels }: Made): void {
  useMade.setState({ messages: messages.length === 0 ? NOTHING : messages, sources, labels });
}

/** The message that one is made of; null for one from outside. */
export function sourceOf(number: number): number | null {
  return (useMade.getState().sources[number - 1] ?? 0) || null;
}

/** What handlers can make of a message. */
export function childrenOf(number: number): number[] {
  return useMade.getState().sources.flatMap((source, i) => (source === number ? [i + 1] : []));
}

/** `7`, or `7p` for what payment made of it. */
export function labelOf(number: number): string {
  return useMade.getState().labels[number - 1] ?? String(number);
}

/** The same for a component, and whether a handler made it. */
export function useLabel(number: number): { label: string; isMade: boolean } {
  const label = useMade(({ labels }) => labels[number - 1]) ?? String(number);
  const isMade = useMade(({ sources }) => (sources[number - 1] ?? 0) > 0);
  return { label, isMade };
}

/** Words of the engine, in which messages are called by their numbers. */
export function withLabels(words: string): string {
  if (useMade.getState().labels.length === 0) return words;
  return words.replace(/#(\d+)\b/g, (_, number) => `#${labelOf(Number(number))}`);
}

/** Only a document's handlers make anything. */
function madeOf({ scenario: { document } }: PageRun): readonly BusinessMessage[] {
  return document === undefined ? NOTHING : useMade.getState().messages;
}

function messagesOf(run: PageRun): readonly BusinessMessage[] {
  const { scenario, seed } = run;
  const { document } = scenario;
  if (document === undefined) return generateMessages(scenario.workload, seed);
  const all: BusinessMessage[] = [];
  document.streams.forEach(({ name, workload }, i) => {
    all.push(...streamMessages(workload, seed, all.length + 1, i === 0 ? 0 : hashText(name)));
  });
  return [...all, ...madeOf(run)];
}

function looksOf(run: PageRun): Looks {
  const known = computed.get(run.scenario.workload);
  if (known !== undefined && known.run.seed === run.seed && known.made === madeOf(run)) return known;
  const messages = messagesOf(run);
  const keys = new Map<string, number>();
  for (const { key } of messages) if (!keys.has(key)) keys.set(key, keys.size);
  const looks = { run, made: madeOf(run), messages, keys };
  computed.set(run.scenario.workload, looks);
  return looks;
}

export function messageLook(number: number): MessageLook {
  return messageLookOfRun(useRun.getState().run, number);
}

/** The same for a run that is not the page's. */
export function messageLookOfRun(run: PageRun, number: number): MessageLook {
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
