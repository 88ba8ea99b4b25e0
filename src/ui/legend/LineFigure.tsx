import type { ReactNode } from "react";
import type { LineKind } from "../layout/lane-layout.ts";
import { CutMark, SlowMark } from "../parts/Trouble.tsx";
import { LineDrawing } from "../stage/line-edges.tsx";
import { Figure } from "./Figure.tsx";

const LENGTH = 76;

function Straight({ kind, dead = false }: { kind: LineKind; dead?: boolean }) {
  return (
    <LineDrawing
      line={{
        kind,
        arrow: true,
        points: [
          [2, 12],
          [LENGTH, 12],
        ],
      }}
      dead={dead}
    />
  );
}

const KINDS: Readonly<Record<LineKind, string>> = {
  flow: "produce, route, deliver",
  answer: "answer: acknowledge, confirm",
  copy: "replicate",
  effect: "effect on the database",
  planned: "meant, and not open (yet)",
};

const LINES: readonly { name: string; drawing: ReactNode }[] = [
  ...(Object.keys(KINDS) as LineKind[]).map((kind) => ({ name: KINDS[kind], drawing: <Straight kind={kind} /> })),
  { name: "to a dead peer", drawing: <Straight kind="flow" dead /> },
  {
    name: "slow link, with what it adds",
    drawing: (
      <>
        <Straight kind="flow" />
        <SlowMark at={[48, 12]} along={[1, 0]} label="+450" />
      </>
    ),
  },
  {
    name: "cut link",
    drawing: (
      <>
        <Straight kind="flow" />
        <CutMark at={[38, 12]} along={[1, 0]} />
      </>
    ),
  },
  { name: "boundary of a cluster or group", drawing: <path className="chain" d={`M2,12H${LENGTH}`} /> },
];

export function LineFigure() {
  return (
    <Figure number={11} title="Lines">
      <ul className="legend-lines">
        {LINES.map(({ name, drawing }) => (
          <li key={name}>
            <svg className="legend-drawing" width={80} height={24} aria-hidden="true">
              {drawing}
            </svg>
            <span>{name}</span>
          </li>
        ))}
      </ul>
    </Figure>
  );
}
