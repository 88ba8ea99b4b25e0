import { memo } from "react";
import { RunOnButton } from "../controls/RunOnButton.tsx";
import type { RowsByMessage } from "./rows.ts";
import { isOpen, isWrong, totalsOf } from "./rows.ts";
import type { ShownLane } from "./shown-lane.ts";
import { outcomeWord } from "./words.ts";

interface MessagesTotalsProps {
  shown: readonly ShownLane[];
  rows: RowsByMessage;
  /** Those that the filter lets through. */
  messages: readonly number[];
  done: string;
}

/** Lane by lane the sum that every message is in exactly once: `19 = 16 once + 1 twice + 2 being charged`. */
export const MessagesTotals = memo(function MessagesTotals({ shown, rows, messages, done }: MessagesTotalsProps) {
  const open = messages.some((message) => [...(rows.get(message)?.values() ?? [])].some(isOpen));
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={3} className="start">
          {messages.length === rows.size ? `${rows.size} in all` : `${messages.length} of ${rows.size}`}
          {open && <RunOnButton brief />}
        </th>
        {shown.map(({ id, lane, columns }) => {
          const mine = messages.flatMap((message) => rows.get(message)?.get(lane) ?? []);
          return (
            <td key={id} colSpan={columns.length + 1} className="lane-start start totals">
              <b>{mine.length}</b> ={mine.length === 0 && " 0"}
              {totalsOf(mine).map(([outcome, count], i) => (
                <span key={outcome} className={isWrong({ outcome }) ? "wrong" : undefined}>
                  {i > 0 && " +"} {count} {outcomeWord(outcome, done)}
                </span>
              ))}
            </td>
          );
        })}
      </tr>
    </tfoot>
  );
});
