import type { Prevention, WhyCard } from "../../worker/protocol.ts";
import { applyPrevention } from "./apply-prevention.ts";
import { Named } from "./Named.tsx";
import { stayInCard } from "./stay-in-card.ts";
import { preventionHeading } from "./words.ts";

/** What one would change: the advice, and buttons that change the run so. */
export function WhyPrevention({ card: { question, prevention, alternatives } }: { card: WhyCard }) {
  const { sentence, change, action } = prevention;
  const heading = preventionHeading(question);
  return (
    <section className="why-prevent" aria-label={heading}>
      <p>
        <b>{heading}</b> <Named text={sentence} />
      </p>
      {change !== undefined && action !== undefined && (
        <div className="why-actions">
          <ActionButton lane={question.lane} prevention={{ sentence, change, action, setting: prevention.setting ?? "" }} />
          {alternatives.map((other) => (
            <ActionButton key={other.setting} lane={question.lane} prevention={other} />
          ))}
        </div>
      )}
    </section>
  );
}

function ActionButton({ lane, prevention }: { lane: number; prevention: Prevention }) {
  return (
    <button
      type="button"
      className="outlined"
      title={prevention.sentence}
      onClick={({ currentTarget }) => {
        stayInCard(currentTarget);
        applyPrevention(lane, prevention);
      }}
    >
      {prevention.action}
    </button>
  );
}
