import { useMemo } from "react";
import { clockText } from "../../engine/sim/clock-text.ts";
import type { Anomaly, WhyQuestion } from "../../worker/protocol.ts";
import { RunOnButton } from "../controls/RunOnButton.tsx";
import { sentenceOf } from "../log/event-sentences.ts";
import { useDesk } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { childrenOf, labelOf, messageLook, runMessages, sourceOf } from "../state/messages.ts";
import { seek, useShownUs } from "../state/playback.ts";
import { askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { destinationsOf, questionOfAnomaly, questionOfState } from "../why/questions.ts";
import { whereIs } from "./message-where.ts";
import { PanelHead } from "./PanelHead.tsx";
import { useLaneProcesses } from "./use-lane-processes.ts";

/** What belongs to a message's way; the rest of the history is about how it was carried. */
const STORY = new Set([
  "MessageAccepted",
  "MessageSent",
  "MessageConfirmed",
  "MessageRefused",
  "MessageUnresolved",
  "MessageReturnedToSender",
  "MessageStored",
  "DuplicateSequence",
  "MessageDelivered",
  "WorkBegun",
  "EffectApplied",
  "EffectSkipped",
  "WorkFailed",
  "MessageReturned",
  "MessageDropped",
  "MessageErased",
  "MessageSettled",
]);
const MOST_EVENTS = 60;

/** Messages that this one comes from or leads to, each to be looked at; nothing where there are none. */
function Kin({ word, messages }: { word: string; messages: readonly number[] }) {
  if (messages.length === 0) return null;
  return (
    <>
      <dt>{word}</dt>
      <dd>
        {messages.map((message) => (
          <button key={message} type="button" className="kin" onClick={() => useDesk.setState({ selectedMessage: message })}>
            #{labelOf(message)}
          </button>
        ))}
      </dd>
    </>
  );
}

/** A message: what it is, and in each lane where it is, what happened to it, and why what went wrong did. */
export function MessagePanel({ message }: { message: number }) {
  const lanes = useLaneNames();
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const { key, type } = messageLook(message);
  const size = runMessages()[message - 1]?.sizeBytes;
  return (
    <article className="inspector" aria-label={`Message ${labelOf(message)}`}>
      <PanelHead title={`Message #${labelOf(message)}`} kind={`order ${key}`} onClose={() => useDesk.setState({ selectedMessage: null })} />
      <dl className="facts">
        <dt>Key</dt>
        <dd>{key}</dd>
        <dt>Type</dt>
        <dd>{type}</dd>
        <dt>Size</dt>
        <dd>{size === undefined ? "–" : `${size} bytes`}</dd>
        <Kin word="Made of" messages={[sourceOf(message)].filter((source) => source !== null)} />
        <Kin word="Becomes" messages={childrenOf(message)} />
      </dl>
      {lanes.map((name, lane) =>
        hidden.includes(lane) ? null : <MessageInLane key={name.full} message={message} lane={lane} title={name.full} />,
      )}
    </article>
  );
}

function MessageInLane({ message, lane, title }: { message: number; lane: number; title: string }) {
  const at = useShownUs(100_000);
  const processes = useLaneProcesses(lane);
  const packets = useWorld((world) => world.frame?.packets);
  const roster = useWorld((world) => world.roster);
  const digest = useWorld((world) => world.digests[lane]);
  const events = useStory(message, lane);
  const { history } = useWorld.getState();
  const where = whereIs(message, processes, packets ?? [], roster);
  const happened = events.filter((id) => history.at(id) <= at);
  return (
    <section>
      <h3>{title}</h3>
      <p className="where">
        <b>Now</b>{" "}
        {where.length > 0 ? `${where.join("; ")}.` : happened.length === 0 ? "not sent yet." : "nowhere any more: its way is over."}
      </p>
      <WhyButtons anomalies={digest?.anomalies ?? []} message={message} lane={lane} at={at} settled={doneBy(happened)} />
      <ol className="story">
        {events.map((id) => {
          const sentence = sentenceOf(history, roster, id);
          return (
            <li key={id} className={history.at(id) > at ? "later" : ""}>
              <button type="button" onClick={() => seek(history.at(id))}>
                <b>{clockText(history.at(id))}</b> {sentence?.who} {sentence?.what}
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** The events of a message's way in a lane, in their order. */
function useStory(message: number, lane: number): number[] {
  const version = useWorld((world) => world.historyVersion);
  const take = useWorld((world) => world.take);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and take stand for the history, which grows in place
  return useMemo(() => {
    const { history, roster } = useWorld.getState();
    const events: number[] = [];
    for (let id = 0; id < history.length && events.length < MOST_EVENTS; id++) {
      if (history.message(id) === message && roster[history.process(id)]?.lane === lane && STORY.has(history.kind(id))) events.push(id);
    }
    return events;
  }, [message, lane, version, take]);
}

const QUESTIONS: Record<Anomaly["kind"], string> = {
  duplicated: "Why was it processed twice?",
  lost: "Why was it lost?",
  late: "Why was it out of order?",
  stuck: "Why is it still there?",
  skipped: "Why was it skipped?",
  failed: "Why did it fail?",
  removed: "Why was it removed?",
};

/**
 * One question for each finding up to the shown instant, and one for each destination that has had no effect by then although the message
 * was due; where several destinations have the same one, by destination.
 */
function WhyButtons({ anomalies, message, lane, at, settled }: WhyButtonsProps) {
  const buttons: { words: string; question: WhyQuestion }[] = [];
  const found = new Map<string, Anomaly>();
  for (const anomaly of anomalies)
    if (anomaly.message === message && anomaly.at <= at) found.set(`${anomaly.kind} ${anomaly.destination}`, anomaly);
  for (const anomaly of found.values()) buttons.push({ words: QUESTIONS[anomaly.kind], question: questionOfAnomaly(anomaly) });
  const due = (runMessages()[message - 1]?.atUs ?? 0) <= at;
  for (const destination of due ? destinationsOf(message) : []) {
    if (settled.has(destination) || buttons.some(({ question }) => question.destination === destination)) continue;
    buttons.push({ words: "Why is it not done?", question: questionOfState(lane, message, destination) });
  }
  if (buttons.length === 0) return null;
  const open = buttons.some(({ question }) => question.kind === "waiting");
  return (
    <div className="card-actions why-buttons">
      {buttons.map(({ words, question }) => (
        <button key={`${question.kind} ${question.destination}`} type="button" className="solid" onClick={() => askWhy(question)}>
          {words}
          {buttons.filter((other) => other.words === words).length > 1 ? ` (${question.destination})` : ""}
        </button>
      ))}
      {open && <RunOnButton />}
    </div>
  );
}

interface WhyButtonsProps {
  anomalies: readonly Anomaly[];
  message: number;
  lane: number;
  /** The shown instant, µs. */
  at: number;
  /** Destinations that have had their effect. */
  settled: ReadonlySet<string>;
}

const EFFECTS = new Set(["EffectApplied", "EffectSkipped"]);

function doneBy(events: readonly number[]): Set<string> {
  const { history } = useWorld.getState();
  return new Set(events.filter((id) => EFFECTS.has(history.kind(id))).map((id) => history.text(history.a(id))));
}
