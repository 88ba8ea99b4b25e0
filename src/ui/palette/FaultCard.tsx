import { type FormEvent, useState } from "react";
import type { Action, Command } from "../../engine/scenario.ts";
import { type FaultDraft, type FaultKind, useDesk } from "../state/desk.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { addCommand, changeCommand, freshId, removeCommand, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { messageTypesOf, peersOf } from "./fault-choices.ts";
import { FAULT_WORDS } from "./placing.ts";

/** When a fault begins, how long it lasts, whom it hits: for a new one, or for one of the script. */
export function FaultCard() {
  const draft = useDesk((desk) => desk.draft);
  return draft === null ? null : <Card key={`${draft.kind}${draft.target}${draft.editing}`} draft={draft} />;
}

const LASTING: readonly FaultKind[] = ["crash", "freeze", "powerLoss", "split", "slowLink"];

function Card({ draft }: { draft: FaultDraft }) {
  const { run } = useRun.getState();
  const existing = run.script.find(({ id }) => id === draft.editing);
  const process = useWorld((world) => world.byName[draft.target]);
  const [atMs, setAtMs] = useState(
    existing !== undefined && "atMs" in existing.when ? existing.when.atMs : Math.round(shownUs(usePlayback.getState()) / 1000),
  );
  const [forMs, setForMs] = useState<number | null>(
    existing?.forMs ?? (draft.kind === "crash" || draft.kind === "powerLoss" ? null : 3000),
  );
  const [everyLane, setEveryLane] = useState(existing === undefined ? true : existing.lanes === undefined);
  const [extraMs, setExtraMs] = useState(
    existing?.action.do === "slowLink" && existing.action.extra.kind === "constant" ? existing.action.extra.ms : 400,
  );
  const [message, setMessage] = useState(existing?.action.do === "cutBefore" ? (existing.action.message ?? 7) : 7);
  const [type, setType] = useState(existing?.action.do === "cutBefore" ? existing.action.type : "");
  if (process === undefined) return null;
  const { lane, part } = process;
  const { id: laneId } = run.scenario.lanes[lane];
  const anchored = existing !== undefined && "after" in existing.when;
  const types = messageTypesOf(process.role);
  const problem = problemOf(atMs, forMs, run.scenario.durationMs);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null) return;
    const command: Command = {
      id: existing?.id ?? freshId(run.script, draft.kind),
      when: anchored ? existing.when : { atMs },
      action: actionOf(draft.kind, part, process.role, extraMs, type || types[0], message),
      ...(everyLane && draft.kind !== "cutBefore" ? {} : { lanes: [laneId] }),
      ...(LASTING.includes(draft.kind) && forMs !== null ? { forMs } : {}),
    };
    if (existing === undefined) addCommand(command);
    else changeCommand(existing.id, () => command);
    close();
  };
  return (
    <form className="card fault-card" aria-label={`${FAULT_WORDS[draft.kind]} ${part}`} onSubmit={submit}>
      <h3>
        {FAULT_WORDS[draft.kind]} {part}
      </h3>
      {anchored && "after" in existing.when ? (
        <p>
          {existing.when.delayMs} ms after {existing.when.after}
          {existing.when.message === undefined ? "" : ` of #${existing.when.message}`}
        </p>
      ) : (
        <label>
          <span>At, seconds</span>
          <input
            type="number"
            min={0}
            max={run.scenario.durationMs / 1000}
            step={0.001}
            value={atMs / 1000}
            onChange={(event) => setAtMs(Math.round(Number(event.target.value) * 1000))}
          />
        </label>
      )}
      {LASTING.includes(draft.kind) && (
        <label>
          <span>Lasts, seconds</span>
          <input
            type="number"
            min={0}
            step={0.1}
            placeholder="to the end"
            value={forMs === null ? "" : forMs / 1000}
            onChange={(event) => setForMs(event.target.value === "" ? null : Math.round(Number(event.target.value) * 1000))}
          />
        </label>
      )}
      {draft.kind === "slowLink" && (
        <label>
          <span>Added delay, ms</span>
          <input
            type="number"
            min={1}
            max={60000}
            value={extraMs}
            onChange={(event) => setExtraMs(Math.max(1, Math.round(Number(event.target.value))))}
          />
        </label>
      )}
      {draft.kind === "cutBefore" && (
        <>
          <label>
            <span>Before</span>
            <select value={type || types[0]} onChange={(event) => setType(event.target.value)}>
              {types.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            <span>With message #</span>
            <input
              type="number"
              min={1}
              max={20000}
              value={message}
              onChange={(event) => setMessage(Math.max(1, Math.round(Number(event.target.value))))}
            />
          </label>
        </>
      )}
      {draft.kind !== "cutBefore" && run.scenario.lanes.length > 1 && (
        <label className="check">
          <input type="checkbox" checked={everyLane} onChange={(event) => setEveryLane(event.target.checked)} />
          <span>In every lane that has {part}</span>
        </label>
      )}
      {problem !== null && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      <div className="card-actions">
        <button type="submit" className="solid">
          {existing === undefined ? "Add fault" : "Change fault"}
        </button>
        {existing !== undefined && (
          <button
            type="button"
            onClick={() => {
              removeCommand(existing.id);
              close();
            }}
          >
            Remove
          </button>
        )}
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function close(): void {
  useDesk.setState({ draft: null });
}

function problemOf(atMs: number, forMs: number | null, durationMs: number): string | null {
  if (!Number.isFinite(atMs) || atMs < 0 || atMs > durationMs) return `"At" must be between 0 and ${durationMs / 1000} seconds.`;
  if (forMs !== null && (!Number.isFinite(forMs) || forMs <= 0)) return `"Lasts" must be above 0, or empty for "to the end".`;
  return null;
}

function actionOf(kind: FaultKind, part: string, role: string, extraMs: number, type: string, message: number): Action {
  switch (kind) {
    case "crash":
    case "freeze":
    case "powerLoss":
      return { do: kind, part };
    case "split":
      return { do: "split", from: [part], to: [], oneWay: false };
    case "slowLink":
      return { do: "slowLink", from: [part], to: [], extra: { kind: "constant", ms: extraMs }, oneWay: false };
    case "cutBefore": {
      const { from, to } = peersOf(role, part, type);
      return { do: "cutBefore", from, to, type, message };
    }
  }
}
