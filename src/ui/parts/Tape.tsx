import type { DatabaseView } from "../../engine/delivery/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { fitText } from "../layout/fit-text.ts";
import { textWidth } from "../layout/text-width.ts";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { Token } from "../tokens/Token.tsx";
import { Land } from "./Accents.tsx";
import { Condition } from "./Body.tsx";
import { useMarks } from "./marks.ts";
import { tapeRoom } from "./tape-room.ts";

const NARROW_HEAD = 22;
const SLIM = 10.4;

interface TapeProps {
  process: string;
  width: number;
  height: number;
  narrow?: boolean;
}

/** The effects of the scenario's chosen table, in the order in which the world saw them: where a duplicate hurts. */
export function Tape({ process: name, width, height, narrow = false }: TapeProps) {
  const process = useProcess(name);
  const tape = useRun(({ run }) => run.scenario.tape);
  const selectedMessage = useDesk((desk) => desk.selectedMessage);
  const lane = process?.lane ?? 0;
  const { late } = useMarks(lane);
  const table = (process?.view as DatabaseView | undefined)?.tables.find((candidate) => candidate.table === tape);
  const { words, from, room, pitch } = tapeRoom(width, narrow, tape);
  const { count, order, rest } = tapeWords(process?.view as DatabaseView | undefined, tape);
  const effects = table?.effects.slice(-room) ?? [];
  const line = height - 3;
  const middle = narrow ? (NARROW_HEAD + line) / 2 : line / 2;
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <g transform={`translate(2,${narrow ? 1 : rest !== "" && height < 36 ? -1 : middle - 10})`}>
        <DatabaseGlyph process={process} />
        <text className="name" x={26} y={15}>
          {tape}
        </text>
        <text className="small" x={words} y={15} {...tip("effect")}>
          {narrow && rest !== ""
            ? narrowWords(count, rest, width - words - 2)
            : fitText(order, (narrow ? width : from - 18) - words - 2, 11.8)}
        </text>
        {!narrow && rest !== "" && (
          <text className="small" x={26} y={28}>
            {fitText(rest, from - 46, 11.8)}
          </text>
        )}
      </g>
      {(table?.total ?? 0) > effects.length && <path className="break-line" d={`M${from - 15},${line - 7}l4,7m3,-7l4,7`} />}
      <line className="underline" x1={from - 16} y1={line} x2={width} y2={line} />
      {effects.map(({ message, count, at, ignored }, i) => (
        <Land key={`${message}.${count}.${at}`} x={from + i * pitch} y={middle}>
          <Token
            message={message}
            x={0}
            y={0}
            r={height < 36 ? 9 : 10}
            state={ignored === true ? "ignored" : "stored"}
            again={count > 1 && ignored !== true}
            late={late.has(`${message}.${at}`)}
            selected={message === selectedMessage}
          />
        </Land>
      ))}
      {process !== undefined && <Condition process={process} x={30} y={narrow ? 2 : line - 19} width={116} />}
    </svg>
  );
}

/** In one line: the other tables are left out as a whole where they have no room. Words with many figures come out slim. */
function narrowWords(count: string, rest: string, room: number): string {
  const all = `${count}; ${rest}`;
  return textWidth(all, SLIM) <= room ? all : fitText(count, room, SLIM);
}

/** How many effects there are, also those that have no room; what an idempotent database did not do again; and what the other tables hold. */
export function tapeWords(view: DatabaseView | undefined, tape: string): { count: string; order: string; rest: string } {
  const tables = view?.tables ?? [];
  const mine = tables.find(({ table }) => table === tape);
  const ignored = mine?.skipped ?? 0;
  const others = tables.filter(({ table }) => table !== tape).map(({ table, total }) => `${table} ${total}`);
  const repeats = ignored === 0 ? [] : [`${ignored} ${ignored === 1 ? "repeat" : "repeats"} ignored`];
  const effects = `${mine?.total ?? 0} ${mine?.total === 1 ? "effect" : "effects"}`;
  return {
    count: [effects, ...repeats].join(", "),
    order: [effects, ...(repeats.length > 0 ? repeats : ["as they happened"])].join(", "),
    rest: others.join(", "),
  };
}

/** A disk for a database; with a tick where it applies each effect once. */
export function DatabaseGlyph({ process }: { process: FrameProcess | undefined }) {
  const idempotent = (process?.view as DatabaseView | undefined)?.idempotent === true;
  return (
    <g className="icon-line">
      <ellipse cx={10} cy={4} rx={7.5} ry={2.8} />
      <path d="M2.500,4v12c0,1.600 3.400,2.800 7.500,2.800s7.500,-1.200 7.500,-2.800v-12M2.500,10c0,1.600 3.400,2.800 7.500,2.800s7.500,-1.200 7.500,-2.800" />
      {idempotent && <path d="M6,15l2.500,2.500L14.500,10" />}
    </g>
  );
}
