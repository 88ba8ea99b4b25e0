import type { KafkaReplicaView } from "../../engine/kafka/views.ts";
import { textWidth } from "../layout/text-width.ts";
import { Land, Slide } from "../parts/Accents.tsx";
import { Hatch } from "../parts/Hatch.tsx";
import { useDesk } from "../state/desk.ts";
import { tip } from "../terms/Term.tsx";
import { Token } from "../tokens/Token.tsx";
import { firstShown } from "./kafka-facts.ts";
import { CELL, CELLS } from "./kafka-measures.ts";

interface LogStripProps {
  replica: KafkaReplicaView;
  dead: boolean;
  again: ReadonlySet<number>;
  /** Committed offsets by group, for the leader's flags. */
  committed: readonly { group: string; offset: number }[];
  /** Left out where the value stands elsewhere. */
  bareWatermark?: boolean;
  /** Width of a cell and height of the strip, in drawing units. */
  cell?: number;
  height?: number;
}

/** A partition's log as a graduated rule: the newest eight cells, a break line at the left when there are more. */
export function LogStrip({ replica, dead, again, committed, bareWatermark = false, cell = CELL, height = 25 }: LogStripProps) {
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { highWatermark, logStartOffset, records, role } = replica;
  const leader = role === "leader" && !dead;
  const start = firstShown(replica, CELLS);
  const width = CELLS * cell;
  const x = (offset: number) => (offset - start) * cell;
  const radius = Math.min(height / 2 - 3.5, cell / 2 - 2);
  return (
    <g>
      <rect className={dead ? "strip-dead" : leader ? "strip-leader" : "strip-follower"} width={width} height={height} />
      {Array.from({ length: CELLS - 1 }, (_, i) => (
        <line key={i} className="tick" x1={(i + 1) * cell} x2={(i + 1) * cell} y1={leader ? 1 : height - 6} y2={height - 1} />
      ))}
      {records
        .filter(({ offset }) => offset >= start)
        .map(({ offset, message }) => {
          const readable = offset < highWatermark;
          return (
            <g key={offset}>
              {leader && !readable && (
                <g transform={`translate(${x(offset)},0)`}>
                  <Hatch width={cell} height={height} className="hatch-quiet" gap={4} />
                </g>
              )}
              <Land x={x(offset) + cell / 2} y={height / 2}>
                <Token
                  message={message}
                  x={0}
                  y={0}
                  r={radius}
                  state={dead ? "dead" : leader ? (readable ? "stored" : "hollow") : "copy"}
                  again={leader && again.has(message)}
                  selected={message === selectedMessage}
                />
              </Land>
            </g>
          );
        })}
      {start > 0 && <BreakLine height={height} />}
      {leader && start > logStartOffset && (
        <text className="small plated" x={2} y={-4}>
          {start - logStartOffset} before
        </text>
      )}
      {leader && (
        <>
          <Watermark
            x={x(Math.max(start, Math.min(highWatermark, start + CELLS)))}
            value={bareWatermark ? null : highWatermark}
            width={width}
            height={height}
          />
          <CommitFlags
            committed={committed.map(({ group, offset }) => ({
              group,
              x: x(Math.max(start, Math.min(offset, start + CELLS))),
              before: Math.max(0, start - offset),
            }))}
            y={height + 2.5}
          />
        </>
      )}
    </g>
  );
}

/** Older records are left out here: the frame is broken at its left end. */
function BreakLine({ height }: { height: number }) {
  const zigzag = `l2.5,${height / 4}l-5,${height / 4}l5,${height / 4}l-2.5,${height / 4 + 4}`;
  return (
    <>
      <path className="break-gap" d={`M-1,-2${zigzag}`} />
      <path className="break-line" d={`M-3,-2${zigzag}M1,-2${zigzag}`} />
    </>
  );
}

/** The label stands at the strip's right end, or left of the needle where the needle is there. */
function Watermark({ x, value, width, height }: { x: number; value: number | null; width: number; height: number }) {
  return (
    <g {...tip("hw")}>
      <Slide x={x}>
        <line className="needle" x1={0} x2={0} y1={-5} y2={height + 2} />
        <path className="needle" d="M-4,-7.5h8l-4,5.5z" />
      </Slide>
      {value !== null && (
        <text className="small end" x={x > width - 36 ? x - 8 : width} y={-3}>
          HW {value}
        </text>
      )}
    </g>
  );
}

const TAG = { width: 12, height: 11.5 };

interface Commit {
  group: string;
  x: number;
  /** So many records before the first one that is shown; 0 when the boundary is on the strip. */
  before: number;
}

/** Black tags below the cell boundary at which each group reads next; groups at one boundary share a row, and no tag covers another. */
function CommitFlags({ committed, y }: { committed: readonly Commit[]; y: number }) {
  const rows = new Map<string, { x: number; before: number; groups: string[] }>();
  for (const { group, x, before } of committed) {
    const row = rows.get(`${x} ${before}`) ?? { x, before, groups: [] };
    row.groups.push(group);
    rows.set(`${x} ${before}`, row);
  }
  let free = Number.NEGATIVE_INFINITY;
  const placed = [...rows.values()]
    .sort((one, other) => one.x - other.x || other.before - one.before)
    .map(({ x, before, groups }) => {
      const words = before > 0 ? `${before} back` : "";
      // Beyond the left end: an arrow before the tag, and how far; otherwise the tag is centred under its boundary.
      const left = Math.max(free, before > 0 ? x + 8 : x - (groups.length * TAG.width) / 2);
      free = left + groups.length * TAG.width + 1 + (words === "" ? 0 : textWidth(words, 11.8) + 9);
      return { groups, left, words };
    });
  return (
    <>
      {placed.map(({ groups, left, words }) => (
        <Slide key={groups.join()} x={left} y={y}>
          {words !== "" && (
            <>
              <path className="needle" d={`M-7,${TAG.height / 2}l5,-3.5v7z`} strokeWidth={0} />
              <text className="small" x={groups.length * TAG.width + 3} y={10}>
                {words}
              </text>
            </>
          )}
          {groups.map((group, i) => (
            <g key={group} transform={`translate(${i * TAG.width},0)`} {...tip("committed")}>
              <rect className="tag" width={TAG.width - 0.7} height={TAG.height} />
              <text className="tag-letter" x={TAG.width / 2} y={9.7}>
                {group.charAt(0).toUpperCase()}
              </text>
            </g>
          ))}
        </Slide>
      ))}
    </>
  );
}
