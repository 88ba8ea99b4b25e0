import type { ServiceSpec } from "../../engine/delivery/services.ts";
import type { Run } from "../../engine/scenario.ts";
import { messageLookOfRun } from "../state/messages.ts";
import { useRun } from "../state/run.ts";

/** What sentences take from the run: the words of its services, whose commands are whose, and the keys of messages. */
export interface RunWords {
  service(name: string): ServiceSpec | undefined;
  /** Whether the scenario brought this command, and not the person. */
  scripted(command: string): boolean;
  keyOf(message: number): string;
}

const known = new WeakMap<Run, RunWords>();

export function wordsOfRun(run: Run): RunWords {
  const before = known.get(run);
  if (before !== undefined) return before;
  const { services, script } = run.scenario;
  const words: RunWords = {
    service: (name) => services.find((service) => service.name === name),
    scripted: (command) => script.some(({ id }) => id === command),
    keyOf: (message) => messageLookOfRun(run, message).key,
  };
  known.set(run, words);
  return words;
}

/** Those of the run on the page. */
export function pageWords(): RunWords {
  return wordsOfRun(useRun.getState().run);
}
