import type { Stream } from "../../engine/document/scenario.ts";
import { type Command, runsUntilRest } from "../../engine/scenario.ts";
import { membersOf } from "../../engine/setting-changes.ts";
import { clockText } from "../../engine/sim/clock-text.ts";
import { later } from "../controls/later.tsx";
import { editFault } from "../script/edit-fault.ts";
import { lanesConcerned } from "../script/given.ts";
import { takeOut } from "../script/take-out.ts";
import { labelOf, type ToldFault, useAtEnd, useReasonsNotToAct, useToldFaults } from "../script/told.ts";
import { selectPart } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { seek } from "../state/playback.ts";
import { changeRun, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { Term } from "../terms/Term.tsx";
import { Promises } from "./Promises.tsx";

const WhenWords = later(() => import("../palette/WhenWords.tsx").then(({ WhenWords }) => WhenWords));
const WorkloadFile = later(() => import("./WorkloadFile.tsx").then(({ WorkloadFile }) => WorkloadFile));

/** Nothing is selected: the run as a whole, its script, its workload, its verdicts. */
export function RunPanel() {
  const run = useRun((state) => state.run);
  const fingerprint = useWorld((world) => world.fingerprint);
  const events = useWorld((world) => world.events);
  const told = useToldFaults();
  const reasons = useReasonsNotToAct();
  return (
    <article className="inspector" aria-label="This run">
      <header>
        <h2>{run.scenario.title}</h2>
      </header>
      <p className="summary">{run.scenario.summary}</p>
      <h3 tabIndex={-1}>Faults and changes</h3>
      {run.script.length === 0 ? <p>None. Drop one from the left on a part.</p> : null}
      <ul className="fault-list">
        {told.map((fault) => (
          <ScriptLine key={fault.command.id} told={fault} reason={reasons.get(fault.command.id)} />
        ))}
      </ul>
      <h3>Workload</h3>
      {run.scenario.document === undefined ? <WorkloadFile /> : <StreamsTable streams={run.scenario.document.streams} />}
      <UntilRest />
      <Promises />
      <p className="small">
        {events} events, <Term id="fingerprint">fingerprint</Term> <code>{fingerprint}</code>
      </p>
    </article>
  );
}

/** What arrives from outside, by its streams. */
function StreamsTable({ streams }: { streams: readonly Stream[] }) {
  return (
    <ul className="streams">
      {streams.map(({ name, workload }) => (
        <li key={name}>
          {name}: {workload.kind === "list" ? `${workload.messages.length} listed messages` : "generated messages"}
        </li>
      ))}
    </ul>
  );
}

/** Whether the run goes on after its length until everything has come to rest: only then is what came of each promise final. */
function UntilRest() {
  const goesOn = useRun(({ run }) => runsUntilRest(run));
  const open = useWorld(({ done, digests }) => done && digests.some(({ final }) => !final));
  return (
    <label className="until-rest">
      <input type="checkbox" checked={goesOn} onChange={({ target }) => changeRun((run) => ({ ...run, untilRest: target.checked }))} />
      <span>
        Run on until everything has come to rest
        {open && <small>{goesOn ? " Something never comes to rest: the run was ended." : " It ended in the middle of work."}</small>}
      </span>
    </label>
  );
}

/** A change of a setting is shown where it can be changed again: at its part, at its instant. */
function selectChanged({ action, lanes }: Command): void {
  if (action.do !== "set") return;
  const { processes } = useWorld.getState();
  const changed = processes.find(
    ({ name, part }) =>
      membersOf(action.part, [part]).length > 0 && (lanes === undefined || lanes.some((lane) => name.startsWith(`${lane}/`))),
  );
  if (changed !== undefined) selectPart(changed.name);
}

/** Where a command did not happen in all lanes at one time: its instant in each, as far as the run has been seen. */
function useWhere({ command, startUs, lanes: meant, state }: ToldFault): string {
  const names = useLaneNames();
  const atEnd = useAtEnd();
  const lanes = lanesConcerned(
    meant,
    command,
    useWorld(({ roster }) => roster),
  );
  const only = command.lanes === undefined ? "" : `In ${meant.map(({ lane }) => names[lane]?.brief).join(", ")} only`;
  if (state === "never") return "It never comes to it in this run";
  if (state === "ahead" || lanes.every((instant) => instant.startUs === startUs)) return only;
  const missing = atEnd || "atMs" in command.when ? "never" : "not yet";
  return lanes
    .map((instant) => `${names[instant.lane]?.brief} ${instant.startUs === null ? missing : clockText(instant.startUs)}`)
    .join(", ");
}

/** One entry of the script: shows its instant and opens its card, or takes it out. What it waits for is told until that has come. */
function ScriptLine({ told, reason }: { told: ToldFault; reason: string | undefined }) {
  const { command, startUs, state } = told;
  const label = labelOf(command);
  const where = useWhere(told);
  return (
    <li>
      <button
        type="button"
        onClick={() => {
          if (startUs !== null) seek(startUs);
          editFault(command.id);
          selectChanged(command);
        }}
      >
        <b>{startUs === null ? "–" : clockText(startUs)}</b> {label}
        {reason !== undefined && <small>Cannot act: {reason}</small>}
        {reason === undefined && where !== "" && <small>{where}</small>}
        {reason === undefined && state === "ahead" && startUs === null && (
          <small>
            <WhenWords when={command.when} />
          </small>
        )}
      </button>
      <button type="button" aria-label={`Remove ${label}`} className="remove" onClick={() => takeOut(command.id)}>
        ×
      </button>
    </li>
  );
}
