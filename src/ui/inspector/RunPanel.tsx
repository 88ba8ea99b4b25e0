import { type Command, runsUntilRest } from "../../engine/scenario.ts";
import { membersOf } from "../../engine/setting-changes.ts";
import { clockText } from "../../engine/sim/clock-text.ts";
import { later } from "../controls/later.tsx";
import { selectPart } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { seek } from "../state/playback.ts";
import { changeRun, removeCommand, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { Term } from "../terms/Term.tsx";
import { editFault } from "../timeline/edit-fault.ts";
import { labelOf, type TimedFault, useReasonsNotToAct, useTimedFaults } from "../timeline/faults.ts";
import { Promises } from "./Promises.tsx";

const WorkloadFile = later(() => import("./WorkloadFile.tsx").then(({ WorkloadFile }) => WorkloadFile));

/** Nothing is selected: the run as a whole, its script, its workload, its verdicts. */
export function RunPanel() {
  const run = useRun((state) => state.run);
  const fingerprint = useWorld((world) => world.fingerprint);
  const events = useWorld((world) => world.events);
  const faults = useTimedFaults();
  const reasons = useReasonsNotToAct();
  return (
    <article className="inspector" aria-label="This run">
      <header>
        <h2>{run.scenario.title}</h2>
      </header>
      <p className="summary">{run.scenario.summary}</p>
      <h3>Faults and changes</h3>
      {run.script.length === 0 ? <p>None. Drop one from the left on a part.</p> : null}
      <ul className="fault-list">
        {run.script.map((command) => (
          <ScriptLine
            key={command.id}
            command={command}
            timed={faults.find((fault) => fault.command.id === command.id)}
            reason={reasons.get(command.id)}
          />
        ))}
      </ul>
      <h3>Workload</h3>
      <WorkloadFile />
      <UntilRest />
      <Promises />
      <p className="small">
        {events} events, <Term id="fingerprint">fingerprint</Term> <code>{fingerprint}</code>
      </p>
    </article>
  );
}

/** Whether the run goes on after its length until everything has come to rest: only then is what came of each promise final. */
function UntilRest() {
  const goesOn = useRun(({ run }) => runsUntilRest(run));
  const open = useWorld(({ done, digests }) => done && digests.some(({ final }) => !final));
  return (
    <label className="until-rest">
      <input type="checkbox" checked={goesOn} onChange={({ target }) => changeRun((run) => ({ ...run, untilRest: target.checked }))} /> Run
      on until everything has come to rest
      {open && <small>{goesOn ? " Something never comes to rest: the run was ended." : " It ended in the middle of work."}</small>}
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

/** Where a command did not happen in all lanes at one time: its instant in each, or that it never came to it. */
function useWhere(timed: TimedFault | undefined): string[] {
  const lanes = useLaneNames();
  const done = useWorld((world) => world.done);
  if (!done) return [];
  if (timed === undefined) return ["It never comes to it in this run"];
  if (timed.lanes.every(({ startUs }) => startUs === timed.startUs)) return [];
  if (timed.lanes.every(({ startUs }) => startUs === null)) return ["It never comes to it in this run"];
  return timed.lanes.map(({ lane, startUs }) => `${lanes[lane]?.brief} ${startUs === null ? "never" : clockText(startUs)}`);
}

/** One entry of the script: shows its instant and opens its card, or takes it out. */
function ScriptLine({ command, timed, reason }: { command: Command; timed: TimedFault | undefined; reason: string | undefined }) {
  const label = timed?.label ?? labelOf(command);
  const where = useWhere(timed);
  return (
    <li>
      <button
        type="button"
        onClick={() => {
          if (timed !== undefined) seek(timed.startUs);
          editFault(command.id);
          selectChanged(command);
        }}
      >
        <b>{timed === undefined ? "–" : clockText(timed.startUs)}</b> {label}
        {reason !== undefined && <small>Cannot act: {reason}</small>}
        {reason === undefined && where.length > 0 && <small>{where.join(", ")}</small>}
      </button>
      <button type="button" aria-label={`Remove ${label}`} className="remove" onClick={() => removeCommand(command.id)}>
        ×
      </button>
    </li>
  );
}
