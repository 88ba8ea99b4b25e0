import type { Candidate } from "./candidates.ts";
import { RANK } from "./sentence.ts";

/** Of the rounds of a loop, those that are tried at either end of it. */
const AT_EACH_END = 2;

/**
 * A message that goes round for ever makes the same steps hundreds of times, and leaving one of them out in the middle only makes the loop a
 * round shorter. Of steps that say the same of the same part and message, the first and the last ones stand for all. Faults each count.
 */
export function endsOfLoops(candidates: readonly Candidate[]): Candidate[] {
  const alike = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const name = likeness(candidate);
    const group = alike.get(name);
    if (group === undefined) alike.set(name, [candidate]);
    else group.push(candidate);
  }
  return [...alike.values()].flatMap((group) => {
    if (group.length <= 2 * AT_EACH_END) return group;
    const inTime = [...group].sort((one, other) => one.event - other.event);
    return [...inTime.slice(0, AT_EACH_END), ...inTime.slice(-AT_EACH_END)];
  });
}

function likeness({ event, kind, sentence: { title, rank } }: Candidate): string {
  if (rank >= RANK.fault) return `${event}`;
  const { says, part = "", message = "" } = title as { says: string; part?: string; message?: number };
  return `${kind} ${says} ${part} ${message}`;
}
