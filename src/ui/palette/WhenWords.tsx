import type { When } from "../../engine/scenario.ts";
import { useRun } from "../state/run.ts";
import { waitWords } from "./conditions.ts";

/** What a command of the script waits for, in words; nothing for one that has its time. */
export function WhenWords({ when }: { when: When }) {
  const services = useRun(({ run }) => run.scenario.services);
  return "after" in when ? waitWords(when, services) : null;
}
