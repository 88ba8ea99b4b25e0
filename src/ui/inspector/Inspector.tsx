import { useState } from "react";
import type { SettingInfo, SettingOwner, SettingValue } from "../../engine/delivery/settings.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { settingProblem } from "../../scenarios/check.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { sentenceOf } from "../log/event-sentences.ts";
import { canPlace, FAULT_WORDS, removePart } from "../palette/placing.ts";
import { type FaultKind, selectPart, useDesk } from "../state/desk.ts";
import { messageLook } from "../state/messages.ts";
import { seek, useShownUs } from "../state/playback.ts";
import { removeCommand, useRun } from "../state/run.ts";
import { askWhy } from "../state/simulation-link.ts";
import { useProcess, useWorld } from "../state/world.ts";
import { useTimedFaults } from "../timeline/faults.ts";
import { editFault } from "../timeline/Timeline.tsx";
import { chosenValues, ownersOf, setFromNow, setFromStart, setIdempotent, settingsFor } from "./settings-edit.ts";
import { WorkloadFile } from "./WorkloadFile.tsx";

/** What is selected: a part with its settings, a message with its way, or nothing: the run. */
export function Inspector() {
  const part = useDesk((desk) => desk.selectedPart);
  const message = useDesk((desk) => desk.selectedMessage);
  const why = useDesk((desk) => desk.why);
  if (part !== null) return <PartPanel name={part} />;
  if (message !== null && why === null) return <MessagePanel message={message} />;
  if (why !== null) return null;
  return <RunPanel />;
}

function PartPanel({ name }: { name: string }) {
  const process = useProcess(name);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const database = useRun(({ run }) => run.scenario.database);
  if (process === undefined) return null;
  const spec = lanes[process.lane];
  const faults = (Object.keys(FAULT_WORDS) as FaultKind[]).filter((kind) => canPlace({ what: "fault", kind }, process, "").ok);
  return (
    <article className="inspector" aria-label={process.part}>
      <header>
        <h2>{process.part}</h2>
        <span>{process.role}</span>
        <button type="button" aria-label="Close" className="close" onClick={() => selectPart(null)}>
          ×
        </button>
      </header>
      <p className="condition">
        {process.status === "up"
          ? "Running"
          : `${process.status.charAt(0).toUpperCase()}${process.status.slice(1)} since ${(process.since / 1e6).toFixed(3)} s`}
        , in the {systemFacts[spec.system].title} lane.
      </p>
      {ownersOf(process.role).map((owner) => (
        <Settings key={owner} owner={owner} lane={process.lane} process={process} />
      ))}
      {process.role === "database" && (
        <label className="check">
          <input type="checkbox" checked={database.idempotent} onChange={(event) => setIdempotent(event.target.checked)} />
          <span>Idempotent: remember each message id and apply its effect once (in every lane)</span>
        </label>
      )}
      <h3>Faults</h3>
      <div className="card-actions">
        {faults.map((kind) => (
          <button
            key={kind}
            type="button"
            className="outlined"
            onClick={() => useDesk.setState({ draft: { kind, target: process.name, editing: null } })}
          >
            {FAULT_WORDS[kind]}
          </button>
        ))}
        {/producer|consumer|publisher/.test(process.role) && process.status === "up" && (
          <button type="button" className="outlined" onClick={() => removePart(process)}>
            Remove
          </button>
        )}
      </div>
    </article>
  );
}

function Settings({ owner, lane, process }: { owner: SettingOwner; lane: number; process: FrameProcess }) {
  const spec = useRun(({ run }) => run.scenario.lanes[lane]);
  const infos = settingsFor(spec, owner);
  if (infos.length === 0) return null;
  const chosen = chosenValues(spec, owner);
  return (
    <table className="settings">
      <caption className="visually-hidden">{owner} settings</caption>
      <thead>
        <tr>
          <th scope="col">{owner} settings</th>
          <th scope="col">default</th>
          <th scope="col">here</th>
        </tr>
      </thead>
      <tbody>
        {infos.map((info) => (
          <Setting key={info.name} info={info} value={chosen[info.name] ?? info.default} lane={lane} owner={owner} part={process.part} />
        ))}
      </tbody>
    </table>
  );
}

function Setting({
  info,
  value,
  lane,
  owner,
  part,
}: {
  info: SettingInfo;
  value: SettingValue;
  lane: number;
  owner: SettingOwner;
  part: string;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const parsed: SettingValue =
    draft === null
      ? value
      : info.kind === "integer"
        ? draft.trim() === ""
          ? Number.NaN
          : Number(draft)
        : info.kind === "boolean"
          ? draft === "true"
          : (info.choices?.find((choice) => String(choice) === draft) ?? draft);
  const changed = draft !== null && parsed !== value;
  const edit = (text: string) => {
    setDraft(text);
    setProblem(null);
  };
  const apply = (from: "start" | "now") => {
    const wrong = settingProblem(info, parsed);
    if (wrong !== null) return setProblem(`${info.name} ${wrong}.`);
    const refused = from === "start" ? setFromStart(lane, owner, info.name, parsed) : setFromNow(lane, part, info.name, parsed);
    setProblem(refused);
    if (refused === null) setDraft(null);
  };
  const choices = info.kind === "boolean" ? ["true", "false"] : (info.choices?.map(String) ?? null);
  return (
    <>
      <tr className={value === info.default ? "" : "changed"}>
        <th scope="row" translate="no" title={info.help}>
          {info.name}
        </th>
        <td className="default" translate="no">
          {String(info.default)}
        </td>
        <td>
          {choices === null ? (
            <input
              aria-label={info.name}
              inputMode="numeric"
              value={draft ?? String(value)}
              onChange={(event) => edit(event.target.value)}
              onKeyDown={(event) => event.key === "Enter" && apply("start")}
            />
          ) : (
            <select aria-label={info.name} value={draft ?? String(value)} onChange={(event) => edit(event.target.value)}>
              {choices.map((choice) => (
                <option key={choice}>{choice}</option>
              ))}
            </select>
          )}
        </td>
      </tr>
      {(changed || problem !== null) && (
        <tr className="setting-change">
          <td colSpan={3}>
            <p>
              {info.help} <span className="rules">{info.rules.join(", ")}</span>
            </p>
            {problem !== null && (
              <p role="alert" className="problem">
                {problem}
              </p>
            )}
            <div className="card-actions">
              <button type="button" className="solid" onClick={() => apply("start")}>
                From the start
              </button>
              {info.live && (
                <button type="button" className="outlined" onClick={() => apply("now")}>
                  From now on
                </button>
              )}
              <button
                type="button"
                className="outlined"
                onClick={() => {
                  setDraft(null);
                  setProblem(null);
                }}
              >
                Keep {String(value)}
              </button>
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

const STORY = new Set([
  "MessageSent",
  "MessageConfirmed",
  "MessageRefused",
  "MessageUnresolved",
  "MessageStored",
  "MessageDelivered",
  "EffectApplied",
  "EffectSkipped",
  "MessageReturned",
  "MessageDropped",
  "MessageErased",
  "MessageSettled",
]);

function MessagePanel({ message }: { message: number }) {
  useShownUs(500_000);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const { history, roster, digests } = useWorld.getState();
  const { key, type } = messageLook(message);
  return (
    <article className="inspector" aria-label={`Message ${message}`}>
      <header>
        <h2>Message #{message}</h2>
        <span>
          order {key}, {type.replace(/^order\./, "")}
        </span>
        <button type="button" aria-label="Close" className="close" onClick={() => useDesk.setState({ selectedMessage: null })}>
          ×
        </button>
      </header>
      {lanes.map((spec, lane) => {
        const events: number[] = [];
        for (let id = 0; id < history.length && events.length < 40; id++) {
          if (history.message(id) === message && roster[history.process(id)]?.lane === lane && STORY.has(history.kind(id))) events.push(id);
        }
        const wrong = digests[lane]?.anomalies.find(
          (anomaly) => anomaly.message === message && (anomaly.kind === "duplicated" || anomaly.kind === "lost" || anomaly.kind === "late"),
        );
        return (
          <section key={spec.id}>
            <h3>{systemFacts[spec.system].title}</h3>
            {wrong !== undefined && (
              <button
                type="button"
                className="solid why-button"
                onClick={() =>
                  askWhy({ kind: wrong.kind as "duplicated" | "lost" | "late", lane, message, destination: wrong.destination })
                }
              >
                Why was it {wrong.kind}?
              </button>
            )}
            <ol className="story">
              {events.map((id) => {
                const sentence = sentenceOf(history, roster, id);
                return (
                  <li key={id}>
                    <button type="button" onClick={() => seek(history.at(id))}>
                      <b>{(history.at(id) / 1e6).toFixed(3)}</b> {sentence?.who} {sentence?.what}
                    </button>
                  </li>
                );
              })}
            </ol>
          </section>
        );
      })}
    </article>
  );
}

const VALUE_WORDS = { held: "held", broken: "broken", "not exercised": "not exercised", open: "open" } as const;

function RunPanel() {
  const run = useRun((state) => state.run);
  const digests = useWorld((world) => world.digests);
  const fingerprint = useWorld((world) => world.fingerprint);
  const events = useWorld((world) => world.events);
  const faults = useTimedFaults();
  return (
    <article className="inspector" aria-label="This run">
      <header>
        <h2>{run.scenario.title}</h2>
      </header>
      <p className="summary">{run.scenario.summary}</p>
      <h3>Faults and changes</h3>
      {run.script.length === 0 ? <p>None. Drop one from the left on a part.</p> : null}
      <ul className="fault-list">
        {run.script.map((command) => {
          const timed = faults.find((fault) => fault.command.id === command.id);
          return (
            <li key={command.id}>
              <button
                type="button"
                onClick={() => {
                  if (timed !== undefined) seek(timed.startUs);
                  editFault(command.id);
                }}
              >
                <b>{timed === undefined ? "–" : (timed.startUs / 1e6).toFixed(3)}</b> {timed?.label ?? command.id}
              </button>
              <button
                type="button"
                aria-label={`Remove ${timed?.label ?? command.id}`}
                className="remove"
                onClick={() => removeCommand(command.id)}
              >
                ×
              </button>
            </li>
          );
        })}
      </ul>
      <h3>Workload</h3>
      <WorkloadFile />
      <h3>Promises, at the end of the run</h3>
      {digests.map(({ lane, verdicts }) => (
        <details key={lane} open={lane === 0}>
          <summary>{systemFacts[run.scenario.lanes[lane]?.system ?? "direct"].title}</summary>
          <ul className="verdict-list">
            {verdicts.map(({ checker, title, verdict, sentence, count }) => (
              <li key={checker} className={`verdict-${verdict.replace(" ", "-")}`} title={sentence}>
                <span>{title}</span>
                <b>
                  {VALUE_WORDS[verdict]}
                  {verdict === "broken" ? ` (${count})` : ""}
                </b>
              </li>
            ))}
          </ul>
        </details>
      ))}
      <p className="small">
        {events} events, fingerprint <code>{fingerprint}</code>
      </p>
    </article>
  );
}
