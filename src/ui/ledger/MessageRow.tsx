import { memo } from "react";
import type { LedgerRow, WhyQuestion } from "../../worker/protocol.ts";
import { RunOnButton } from "../controls/RunOnButton.tsx";
import { selectMessage } from "../state/desk.ts";
import { labelOf, messageLook } from "../state/messages.ts";
import { askWhy } from "../state/simulation-link.ts";
import { Token } from "../tokens/Token.tsx";
import { absentOfRow } from "../why/absent.ts";
import { questionOfRow } from "../why/questions.ts";
import { WhyNot } from "../why/WhyNot.tsx";
import { isOpen, isWrong } from "./rows.ts";
import type { ShownLane } from "./shown-lane.ts";
import { type Column, verdictWords } from "./words.ts";

interface MessageRowProps {
  message: number;
  /** Of the row in the whole table, from 1, heads counted. */
  index: number;
  byLane: ReadonlyMap<number, LedgerRow> | undefined;
  shown: readonly ShownLane[];
  done: string;
  selected: boolean;
  /** The one row where Tab stops; arrow keys go on from there. */
  stop: boolean;
}

/** One message: what became of it in each lane. A click anywhere selects it. */
export const MessageRow = memo(function MessageRow({ message, index, byLane, shown, done, selected, stop }: MessageRowProps) {
  const look = messageLook(message);
  const all = [...(byLane?.values() ?? [])];
  return (
    <tr className={selected ? "selected" : undefined} aria-rowindex={index} onClick={() => selectMessage(message)}>
      <th scope="row">
        <button
          type="button"
          className="token-button"
          data-message={message}
          tabIndex={stop ? 0 : -1}
          aria-label={`Select message ${labelOf(message)}`}
          aria-pressed={selected}
        >
          <svg className="face" width={26} height={24} aria-hidden="true">
            <Token
              message={message}
              x={13}
              y={12}
              r={7.6}
              again={all.some(({ effects }) => effects > 1)}
              late={all.some(({ outcome, note }) => outcome === "late" || note.includes("after #"))}
            />
          </svg>
        </button>
      </th>
      <td className="start">{look.key}</td>
      <td className="start">{look.type.replace(/^order\./, "")}</td>
      {shown.map(({ id, lane, columns }) => {
        const row = byLane?.get(lane);
        return row === undefined ? (
          <td key={id} colSpan={columns.length + 1} className="lane-start start quiet">
            not sent yet
          </td>
        ) : (
          <LaneCells
            key={id}
            absent={absentOfRow(row, lane, byLane ?? new Map())}
            row={row}
            lane={lane}
            columns={columns}
            done={done}
            selected={selected}
          />
        );
      })}
    </tr>
  );
}, sameRow);

function sameRow(one: MessageRowProps, other: MessageRowProps): boolean {
  const { byLane, ...rest } = one;
  const { byLane: otherByLane, ...otherRest } = other;
  if (!Object.entries(rest).every(([name, value]) => otherRest[name as keyof typeof otherRest] === value)) return false;
  return byLane?.size === otherByLane?.size && [...(byLane ?? [])].every(([lane, row]) => equal(row, otherByLane?.get(lane)));
}

function equal(one: LedgerRow, other: LedgerRow | undefined): boolean {
  return other !== undefined && (Object.keys(one) as (keyof LedgerRow)[]).every((field) => one[field] === other[field]);
}

interface LaneCellsProps {
  row: LedgerRow;
  lane: number;
  columns: readonly Column[];
  done: string;
  selected: boolean;
  /** Why what befell the message in another lane did not happen here; null when there is nothing like it. */
  absent: WhyQuestion | null;
}

function LaneCells({ row, lane, columns, done, selected, absent }: LaneCellsProps) {
  const words = verdictWords(row, done);
  return (
    <>
      {columns.map((column, i) => (
        <td key={column} className={`${i === 0 ? "lane-start " : ""}${countLook(column, row[column])}`}>
          <span>{row[column]}</span>
        </td>
      ))}
      <td className={isWrong(row) ? "start verdict wrong" : "start verdict"} title={words}>
        {row.outcome === "once" ? (
          <div className="verdict-line">
            <span>{words}</span> {absent !== null && <WhyNot question={absent} before={`${words}. `} />}
          </div>
        ) : (
          <button
            type="button"
            aria-label={`${words}: why?`}
            onClick={(event) => {
              event.stopPropagation();
              const question = questionOfRow(row, lane);
              if (question !== null) askWhy(question);
            }}
          >
            {words}
          </button>
        )}
        {selected && isOpen(row) && <RunOnButton brief />}
      </td>
    </>
  );
}

/** More than one: bold when sent or stored, framed when delivered or processed, filled when it changed the world. */
function countLook(column: Column, count: number): string {
  if (count === 0) return "none";
  if (count === 1) return "";
  if (column === "effects") return "more filled";
  return column === "delivered" || column === "processed" ? "more framed" : "more";
}
