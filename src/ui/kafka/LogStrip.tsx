import type { KafkaReplicaView } from "../../engine/kafka/views.ts";
import { Land, Slide } from "../parts/Accents.tsx";
import { Hatch } from "../parts/Hatch.tsx";
import { useDesk } from "../state/desk.ts";
import { Token } from "../tokens/Token.tsx";
import { CELL, CELLS, STRIP_HEIGHT } from "./kafka-layout.ts";

interface LogStripProps {
  replica: KafkaReplicaView;
  dead: boolean;
  again: ReadonlySet<number>;
  /** Committed offsets by group, for the leader's flags. */
  committed: readonly { group: string; offset: number }[];
  /** Left out where the value stands elsewhere. */
  bareWatermark?: boolean;
}

/** A partition's log as a graduated rule: the newest eight cells, a break line at the left when there are more. */
export function LogStrip({ replica, dead, again, committed, bareWatermark = false }: LogStripProps) {
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const { logEndOffset, highWatermark, records, role } = replica;
  const leader = role === "leader" && !dead;
  const first = Math.max(replica.logStartOffset, logEndOffset - CELLS + 1, 0);
  const start = logEndOffset < CELLS ? 0 : first;
  const width = CELLS * CELL;
  const x = (offset: number) => (offset - start) * CELL;
  return (
    <g>
      <rect className={dead ? "strip-dead" : leader ? "strip-leader" : "strip-follower"} width={width} height={STRIP_HEIGHT} />
      {Array.from({ length: CELLS - 1 }, (_, i) => (
        <line key={i} className="tick" x1={(i + 1) * CELL} x2={(i + 1) * CELL} y1={leader ? 1 : STRIP_HEIGHT - 6} y2={STRIP_HEIGHT - 1} />
      ))}
      {start > 0 && <path className="icon-line" d={`M0,${STRIP_HEIGHT + 3}l-3,-8l6,-6l-6,-6l3,-9`} />}
      {records
        .filter(({ offset }) => offset >= start)
        .map(({ offset, message }) => {
          const readable = offset < highWatermark;
          return (
            <g key={offset}>
              {leader && !readable && (
                <g transform={`translate(${x(offset)},0)`}>
                  <Hatch width={CELL} height={STRIP_HEIGHT} className="hatch-quiet" gap={4} />
                </g>
              )}
              <Land x={x(offset) + CELL / 2} y={STRIP_HEIGHT / 2}>
                <Token
                  message={message}
                  x={0}
                  y={0}
                  r={9}
                  state={dead ? "dead" : leader ? (readable ? "stored" : "hollow") : "copy"}
                  again={leader && again.has(message)}
                  selected={message === selectedMessage}
                />
              </Land>
            </g>
          );
        })}
      {leader && (
        <Watermark
          x={x(Math.max(start, Math.min(highWatermark, start + CELLS)))}
          value={bareWatermark ? null : highWatermark}
          width={width}
        />
      )}
      {leader && (
        <CommitFlags
          committed={committed.map(({ group, offset }) => ({ group, x: x(Math.max(start, Math.min(offset, start + CELLS))) }))}
        />
      )}
    </g>
  );
}

function Watermark({ x, value, width }: { x: number; value: number | null; width: number }) {
  return (
    <g>
      <Slide x={x}>
        <line className="needle" x1={0} x2={0} y1={-5} y2={STRIP_HEIGHT + 2} />
        <path className="needle" d="M-4.5,-8h9l-4.500,6z" />
      </Slide>
      {value !== null && (
        <text className="small end" x={width} y={-4}>
          HW {value}
        </text>
      )}
    </g>
  );
}

/** Black tags below the cell boundary at which each group reads next; groups at one boundary share a row. */
function CommitFlags({ committed }: { committed: readonly { group: string; x: number }[] }) {
  const rows = new Map<number, string[]>();
  for (const { group, x } of committed) rows.set(x, [...(rows.get(x) ?? []), group]);
  return (
    <>
      {[...rows].map(([x, groups]) => (
        <Slide key={groups.join()} x={x - groups.length * 6.5} y={STRIP_HEIGHT + 3}>
          {groups.map((group, i) => (
            <g key={group} transform={`translate(${i * 13},0)`}>
              <rect className="tag" width={12} height={13} />
              <text className="tag-letter" x={6} y={10.5}>
                {group.charAt(0).toUpperCase()}
              </text>
            </g>
          ))}
        </Slide>
      ))}
    </>
  );
}
