import type { About } from "./why-card.ts";

/** What of a message's way belongs into the answer to a kind of question. */
interface Telling {
  /** When it became readable says more than when it was stored. */
  readable: boolean;
  /** What its producer was told, and when it counted as done. */
  settlements: boolean;
}

const SETTLED: ReadonlySet<About> = new Set<About>(["lost", "removed", "in flight", "absent"]);
const IN_THE_LOG: ReadonlySet<About> = new Set<About>(["lost", "stored twice", "log order"]);

export function kindsFor(kind: About): Telling {
  return { readable: !IN_THE_LOG.has(kind), settlements: SETTLED.has(kind) };
}
