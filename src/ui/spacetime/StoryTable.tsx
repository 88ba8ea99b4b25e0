import { memo } from "react";
import { clockText, instantText } from "../../engine/sim/clock-text.ts";
import type { WhyStep } from "../../worker/protocol.ts";
import { seek } from "../state/playback.ts";
import { showStep } from "../state/simulation-link.ts";
import type { LaneLives } from "./lives.ts";
import { type Story, storyUntil } from "./story.ts";
import { rowsOfStory } from "./story-rows.ts";

interface StoryTableProps {
  /** To its end; what has not happened yet is not told. */
  story: Story;
  lives: LaneLives;
  steps: readonly WhyStep[];
  nameOf: (process: number) => string;
  untilUs: number;
  subject: string;
}

/** The diagram as a table of events. Out of sight beside the drawing until the focus enters it; a click or Enter moves the playhead. */
export const StoryTable = memo(function StoryTable({ story, lives, steps, nameOf, untilUs, subject }: StoryTableProps) {
  const rows = rowsOfStory(storyUntil(story, untilUs, lives), steps, nameOf, untilUs);
  return (
    <div className="story-table">
      <table>
        <caption>Events of {subject}</caption>
        <thead>
          <tr>
            <th scope="col">Time, s</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, at, who, what, step, wrong }) => (
            <tr key={key} className={wrong ? "wrong" : undefined}>
              <td>
                <button type="button" aria-label={`Go to ${instantText(at)}`} onClick={() => (step === null ? seek(at) : showStep(step))}>
                  {clockText(at)}
                </button>
              </td>
              <th scope="row">{who}</th>
              <td>
                {step !== null && <b>Step {step + 1}. </b>}
                {what}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
