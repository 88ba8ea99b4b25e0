import { useMemo } from "react";
import { clockText } from "../../engine/sim/clock-text.ts";
import type { LaneDigest, Verdict, Witness } from "../../worker/protocol.ts";
import { RunOnButton } from "../controls/RunOnButton.tsx";
import { selectMessage, useDesk } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { labelOf } from "../state/messages.ts";
import { seek, usePlayback, useShownUs } from "../state/playback.ts";
import { askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { Term } from "../terms/Term.tsx";
import { absentQuestion } from "../why/absent.ts";
import { questionOfWitness } from "../why/questions.ts";
import { WhyNot } from "../why/WhyNot.tsx";
import { standingOf } from "./promise-standing.ts";

/** What each lane promises, and how that stands at the shown instant: nothing is given away that the run has not come to. */
export function Promises() {
  const digests = useShownDigests();
  const names = useLaneNames();
  const endUs = usePlayback((state) => state.endUs);
  const shownUs = useShownUs();
  return (
    <>
      <h3>
        <Term id="promise">Promises</Term>
      </h3>
      {shownUs === 0 && <p>What came of each is told here, as the run gets there.</p>}
      {digests.map((digest, place) => (
        <LanePromises
          key={digest.lane}
          digest={digest}
          name={names[digest.lane]?.full ?? ""}
          first={place === 0}
          atUs={shownUs}
          endUs={endUs}
        />
      ))}
    </>
  );
}

/** Of the lanes that are on the screen. */
function useShownDigests(): readonly LaneDigest[] {
  const digests = useWorld((world) => world.digests);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  return useMemo(() => digests.filter(({ lane }) => !hidden.includes(lane)), [digests, hidden]);
}

function LanePromises({
  digest: { lane, verdicts },
  name,
  first,
  atUs,
  endUs,
}: {
  digest: LaneDigest;
  name: string;
  first: boolean;
  atUs: number;
  endUs: number;
}) {
  return (
    <details open={first}>
      <summary>{name}</summary>
      <ul className="promise-list">
        {verdicts.map((verdict) => (
          <li key={verdict.checker}>
            <Promised lane={lane} verdict={verdict} atUs={atUs} endUs={endUs} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One promise, as a sentence that opens what there is to say of it. */
function Promised({ lane, verdict, atUs, endUs }: { lane: number; verdict: Verdict; atUs: number; endUs: number }) {
  const { look, word, sentence, cases } = standingOf(verdict, atUs, endUs);
  const head = (
    <>
      <span>{verdict.title}</span>
      <b>{word}</b>
    </>
  );
  if (sentence === "") return <p className={`promise promise-${look}`}>{head}</p>;
  return (
    <details className={`promise promise-${look}`}>
      <summary>{head}</summary>
      <p>{sentence}</p>
      {word === "open" && <RunOnButton className="solid" />}
      <NotHere lane={lane} verdict={verdict} broken={look === "broken"} atUs={atUs} />
      {cases.length > 0 && (
        <ul className="promise-cases">
          {cases.map((found) => (
            <li key={`${found.event} ${found.message}`}>
              <Case found={found} />
            </li>
          ))}
        </ul>
      )}
      {cases.length > 0 && verdict.count > cases.length && <p>{verdict.count - cases.length} more are in the table of messages.</p>}
    </details>
  );
}

/** A promise that another lane broke, and this one did not: why not here? */
function NotHere({ lane, verdict, broken, atUs }: { lane: number; verdict: Verdict; broken: boolean; atUs: number }) {
  const digests = useShownDigests();
  if (broken) return null;
  const elsewhere = digests.flatMap(({ verdicts }) => verdicts.filter(({ checker }) => checker === verdict.checker));
  const cases = elsewhere.flatMap(({ witnesses }) => witnesses).filter((found) => found.lane !== lane && found.at <= atUs);
  const here = digests.find((digest) => digest.lane === lane)?.anomalies ?? [];
  const [question] = cases.flatMap((found) => absentQuestion(questionOfWitness(found), lane, here) ?? []);
  return question === undefined ? null : (
    <p>
      Broken elsewhere: <WhyNot question={question} />
    </p>
  );
}

/** One case: its instant and its message, and why. */
function Case({ found }: { found: Witness }) {
  const { at, message, destination } = found;
  return (
    <>
      <button
        type="button"
        onClick={() => {
          seek(at);
          selectMessage(message);
        }}
      >
        <b>{clockText(at)}</b> #{labelOf(message)}
        {destination === "" ? "" : `, ${destination}`}
      </button>
      <button type="button" className="case-why" aria-label={`Why #${labelOf(message)}?`} onClick={() => askWhy(questionOfWitness(found))}>
        Why?
      </button>
    </>
  );
}
