import "./why.css";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { titleOf } from "../../engine/explain/titles.ts";
import type { WhyCard as Card } from "../../worker/protocol.ts";
import { RunOnButton } from "../controls/RunOnButton.tsx";
import { useDesk } from "../state/desk.ts";
import { peek, usePlayback } from "../state/playback.ts";
import { showStep } from "../state/simulation-link.ts";
import { WhyGone } from "./WhyGone.tsx";
import { WhyLanes } from "./WhyLanes.tsx";
import { WhyPrevention } from "./WhyPrevention.tsx";
import { WhySteps } from "./WhySteps.tsx";
import { WhyWaiting } from "./WhyWaiting.tsx";
import { isWaiting, proofOf } from "./words.ts";

/**
 * Why something happened, in at most seven steps. Choosing one shows its instant everywhere: on the canvas, on the timeline, here. Escape
 * returns to the run, and then closes.
 */
export function WhyCard() {
  const why = useDesk((desk) => desk.why);
  const place = useRef<HTMLElement>(null);
  useStepThatIsShown();
  const asked = why === null ? "" : JSON.stringify(why.question);
  // Whoever opened it goes on here, with the arrow keys.
  useEffect(() => {
    if (asked !== "") place.current?.focus({ preventScroll: true });
  }, [asked]);
  if (why === null) return null;
  const { question, card, progress } = why;
  const title = card?.title ?? titleOf(question);
  return (
    <article className="why" ref={place} tabIndex={-1} aria-label={title} aria-busy={card === undefined} onKeyDown={walk}>
      <header className="why-head">
        <h2>{title}</h2>
        <button type="button" aria-label="Close" className="close" onClick={close}>
          ×
        </button>
      </header>
      <WhyLanes question={question} />
      {card === undefined ? (
        <WhyWaiting progress={progress} />
      ) : card === null ? (
        <WhyGone question={question} onClose={close} />
      ) : (
        <Answer card={card} />
      )}
    </article>
  );
}

function Answer({ card }: { card: Card }) {
  return (
    <>
      <p className="why-subtitle">{card.subtitle}</p>
      <WhySteps steps={card.steps} />
      {isWaiting(card.question) && <RunOnButton className="outlined" />}
      <WhyPrevention card={card} />
      <p className="why-proof">{proofOf(card)}</p>
    </>
  );
}

function close(): void {
  peek(null);
  useDesk.setState({ why: null });
}

/** Up and Down go from step to step, wherever in the card the focus is. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const direction = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const { why } = useDesk.getState();
  if (direction === 0 || why?.card == null) return;
  event.preventDefault();
  const next = Math.max(0, Math.min(why.card.steps.length - 1, why.step + direction));
  showStep(next);
  event.currentTarget.querySelectorAll<HTMLElement>(".why-steps button")[next]?.focus();
}

/** A step is the current one for as long as its instant is on the screen. */
function useStepThatIsShown(): void {
  useEffect(
    () =>
      usePlayback.subscribe(({ peekUs }) => {
        const { why } = useDesk.getState();
        if (why?.card == null || why.step < 0 || why.card.steps[why.step]?.at === peekUs) return;
        useDesk.setState({ why: { ...why, step: -1 } });
      }),
    [],
  );
}
