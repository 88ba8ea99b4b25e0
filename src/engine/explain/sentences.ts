import type { EventId } from "../sim/history.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim, type Sentence, type Templates } from "./sentence.ts";
import { effectTemplates } from "./told-effects.ts";
import { faultTemplates } from "./told-faults.ts";
import { membershipTemplates } from "./told-membership.ts";
import { messageTemplates } from "./told-messages.ts";
import { settlementTemplates } from "./told-settlements.ts";

/** The event kinds that a story may be made of, and how each is told. What is not here is never a step of its own. */
const templates: Templates = {
  ...messageTemplates,
  ...effectTemplates,
  ...settlementTemplates,
  ...membershipTemplates,
  ...faultTemplates,
};

/** Whether a kind of event is ever a step. */
export function isTold(kind: string): boolean {
  return kind in templates;
}

/** What there is to tell of an event in the answer to the reader's question; null when nothing. */
export function tell(event: EventId, reader: LaneReader): Sentence | null {
  const row = reader.row(event);
  const sentence = templates[reader.kind(event)]?.(row, reader) ?? null;
  if (sentence === null || sentence.details.length > 0 || row.process < 0) return sentence;
  return { ...sentence, details: [claim("on", row, { part: reader.part(row.process) })] };
}
