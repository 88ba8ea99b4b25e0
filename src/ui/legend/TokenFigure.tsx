import type { ComponentProps } from "react";
import { messageLookOfRun } from "../state/messages.ts";
import { lookOfKey } from "../tokens/shapes.ts";
import { Token, type TokenState } from "../tokens/Token.tsx";
import { Figure } from "./Figure.tsx";
import { sampleRun } from "./sample.ts";

const KEYS = [1, 2, 3, 5, 7, 11];

type Look = Omit<ComponentProps<typeof Token>, "x" | "y" | "r">;
interface Sample {
  name: string;
  drawn: string;
  look: Look;
}
/** By state: a state that tokens come to have must be told here too. */
const HELD_AS: Readonly<Record<TokenState, Sample>> = {
  stored: { name: "stored", drawn: "filled", look: { message: 7 } },
  hollow: { name: "not readable", drawn: "hollow", look: { message: 18, state: "hollow" } },
  held: { name: "held", drawn: "dashed", look: { message: 15, state: "held" } },
  copy: { name: "copy", drawn: "guide blue", look: { message: 10, state: "copy" } },
  skipped: { name: "skipped", drawn: "leapt over", look: { message: 3, state: "skipped" } },
  lost: { name: "lost", drawn: "struck out", look: { message: 7, state: "lost" } },
  ignored: { name: "ignored repeat", drawn: "dashed, struck out", look: { message: 7, state: "ignored" } },
  dead: { name: "broker down", drawn: "thin, grey", look: { message: 2, state: "dead" } },
};
const { stored, hollow, ...elsewhere } = HELD_AS;
const STATES: readonly Sample[] = [
  stored,
  hollow,
  { name: "again", drawn: "ring", look: { message: 7, again: true } },
  { name: "out of order", drawn: "notch", look: { message: 7, late: true } },
  { name: "both", drawn: "ring, notch", look: { message: 7, again: true, late: true } },
  { name: "made of #7", drawn: "stem, letter", look: { message: 7, called: "7p" } },
  { name: "failing, failed", drawn: "cross badge", look: { message: 16, poison: true } },
  ...Object.values(elsewhere),
  { name: "selected", drawn: "highlighter", look: { message: 7, selected: true } },
];

export function TokenFigure() {
  return (
    <Figure number={4} title="Tokens. Shape and hue name the key, the number names the message." wide>
      <div className="legend-token-rows">
        <ul className="legend-tokens" aria-label="By key">
          {KEYS.map((message) => {
            const { key, keyIndex } = messageLookOfRun(sampleRun, message);
            return <TokenSample key={message} name={`order ${key}`} drawn={lookOfKey(keyIndex).shape} look={{ message }} r={19} />;
          })}
        </ul>
        <ul className="legend-tokens legend-token-states" aria-label="By state">
          {STATES.map((state) => (
            <TokenSample key={state.name} {...state} r={17} />
          ))}
        </ul>
      </div>
    </Figure>
  );
}

function TokenSample({ name, drawn, look, r }: Sample & { r: number }) {
  return (
    <li>
      <svg className="legend-drawing" width={64} height={62} viewBox="-32 -31 64 62" aria-hidden="true">
        <Token {...look} x={0} y={0} r={r} />
      </svg>
      <b>{name}</b>
      <span>{drawn}</span>
    </li>
  );
}
