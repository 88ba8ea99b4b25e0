import { useDesk } from "../state/desk.ts";
import { peek } from "../state/playback.ts";
import { showStep } from "../state/simulation-link.ts";

/** Why something happened, in at most seven steps. Choosing one shows its instant everywhere; Escape returns to the run. */
export function WhyCard() {
  const why = useDesk((desk) => desk.why);
  if (why === null) return null;
  const close = () => {
    peek(null);
    useDesk.setState({ why: null });
  };
  if (why.card === undefined) {
    return (
      <article className="why" aria-busy="true" aria-label="Why">
        <h2>Why #{why.question.message}?</h2>
        <p className="why-subtitle">Running again without each step, to see which ones matter.</p>
      </article>
    );
  }
  if (why.card === null) {
    return (
      <article className="why" aria-label="Why">
        <h2>It does not happen any more</h2>
        <p className="why-subtitle">In the run as it stands now, #{why.question.message} is all right.</p>
        <button type="button" className="outlined" onClick={close}>
          Close
        </button>
      </article>
    );
  }
  const { card, step } = why;
  return (
    <article className="why" aria-label={card.title}>
      <header>
        <h2>{card.title}</h2>
        <button type="button" aria-label="Close" className="close" onClick={close}>
          ×
        </button>
      </header>
      <p className="why-subtitle">{card.subtitle}</p>
      <ol className="why-steps">
        {card.steps.map(({ title, detail, at }, index) => (
          <li key={at + title}>
            <button type="button" aria-current={index === step ? "step" : undefined} onClick={() => showStep(index)}>
              <span className="why-number">{index + 1}</span>
              <span className="why-title">{title}</span>
              <span className="why-detail">
                <b>{(at / 1e6).toFixed(3)}</b> {detail}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <div className="why-walk">
        <button type="button" aria-label="Previous step" disabled={step <= 0} onClick={() => showStep(step - 1)}>
          ‹
        </button>
        <span>{step < 0 ? `${card.steps.length} steps` : `Step ${step + 1} of ${card.steps.length}`}</span>
        <button type="button" aria-label="Next step" disabled={step >= card.steps.length - 1} onClick={() => showStep(step + 1)}>
          ›
        </button>
      </div>
      <p className="why-prevent">
        <b>What would prevent it?</b> {card.prevention.sentence}
      </p>
      <p className="why-proof">Each step was left out in a run of its own; {card.reruns} runs.</p>
    </article>
  );
}
