import { labelOf } from "../state/messages.ts";

/** One fact about a part at the shown instant. */
export interface NowRow {
  label: string;
  value: string;
}

export const row = (label: string, value: string | number): NowRow => ({ label, value: String(value) });

/** `#3, #5, #8 and 2 more` */
export function messageList(messages: readonly number[]): string {
  if (messages.length === 0) return "none";
  const shown = messages.slice(0, 4).map((message) => `#${labelOf(message)}`);
  return messages.length > 4 ? `${shown.join(", ")} and ${messages.length - 4} more` : shown.join(", ");
}
