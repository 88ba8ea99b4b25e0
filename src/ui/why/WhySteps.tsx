import { useEffect, useRef } from "react";
import { clockText } from "../../engine/sim/clock-text.ts";
import type { WhyStep } from "../../worker/protocol.ts";
import { useDesk } from "../state/desk.ts";
import { showStep } from "../state/simulation-link.ts";
import { Named } from "./Named.tsx";

/** The chain: numbers as they stand on the canvas and on the timeline, joined by a line; below it the way from one to the next. */
export function WhySteps({ steps }: { steps: readonly WhyStep[] }) {
  const now = useDesk((desk) => desk.why?.step ?? -1);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.children[now]?.scrollIntoView({ block: "nearest" });
  }, [now]);
  return (
    <>
      <ol className="why-steps" ref={list}>
        {steps.map(({ title, detail, at, events }, index) => (
          <li key={events[0]}>
            <button type="button" aria-current={index === now ? "step" : undefined} onClick={() => showStep(index)}>
              <span className="why-number">{index + 1}</span>
              <span className="why-title">{title}</span>
              <span className="why-detail">
                <b>{clockText(at)}</b> <Named text={detail} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      <div className="why-walk">
        <WalkButton label="Previous step" sign="‹" to={now - 1} allowed={now > 0} />
        <span>{now < 0 ? `${steps.length} steps` : `Step ${now + 1} of ${steps.length}`}</span>
        <WalkButton label="Next step" sign="›" to={now + 1} allowed={now < steps.length - 1} />
      </div>
    </>
  );
}

/** At an end it stays where it is and keeps the focus. */
function WalkButton({ label, sign, to, allowed }: { label: string; sign: string; to: number; allowed: boolean }) {
  return (
    <button type="button" aria-label={label} aria-disabled={!allowed} onClick={() => allowed && showStep(to)}>
      {sign}
    </button>
  );
}
