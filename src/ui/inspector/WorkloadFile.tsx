import type { ChangeEvent } from "react";
import { fitEvents, loadEvents } from "../../interchange/events-file.ts";
import sampleUrl from "../../scenarios/data/food-orders.csv?url";
import { RUN_LIMITS } from "../../scenarios/limits.ts";
import { toast, useDesk } from "../state/desk.ts";
import { changeFromStart } from "../state/from-start.ts";
import { editedRun, useRun } from "../state/run.ts";

/** First message at this instant: consumers have found their brokers by then. */
const START_MS = 1500;
/** Time after the last message for what still waits. */
const DRAIN_MS = 20_000;
/** A file's events are put this far apart on average, which the food services can carry. */
const PER_SECOND = 1.25;

/** Real events as the workload of every lane: from a file, or the sample of a Friday evening. */
export function WorkloadFile() {
  const workload = useRun((state) => editedRun(state).scenario.workload);
  const count = workload.kind === "list" ? `${workload.messages.length} listed messages` : "generated messages";
  return (
    <div className="workload-file">
      <p>{count}. A CSV or JSONL file of real events (time, key, type) can take their place.</p>
      <div className="card-actions">
        <label className="file-button">
          Load events
          <input type="file" accept=".csv,.jsonl,.ndjson,text/csv" className="visually-hidden" onChange={(event) => void openFile(event)} />
        </label>
        <button type="button" onClick={() => void loadSample()}>
          A Friday evening
        </button>
      </div>
    </div>
  );
}

async function openFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
  const [file] = event.target.files ?? [];
  if (file === undefined) return;
  takeText(await file.text(), file.name);
  event.target.value = "";
}

async function loadSample(): Promise<void> {
  const answer = await fetch(sampleUrl);
  takeText(await answer.text(), "food-orders.csv");
}

/** Every lane gets these messages; what was wrong with the file is told by line and column, and changes nothing. */
function takeText(text: string, name: string): void {
  const loaded = loadEvents(text);
  if (!loaded.ok) {
    const problems = loaded.errors.map(({ line, column, message }) => ({
      path: `${name}, line ${line}${column === undefined ? "" : `, ${column}`}`,
      message,
    }));
    useDesk.setState({ dialog: "address", problems });
    return;
  }
  const spanMs = Math.min((loaded.messages.length / PER_SECOND) * 1000, RUN_LIMITS.durationMs - START_MS - DRAIN_MS);
  const messages = fitEvents(loaded.messages, spanMs).map((message) => ({ ...message, atMs: message.atMs + START_MS }));
  changeFromStart((run) => ({
    ...run,
    script: run.script.filter(({ when }) => "atMs" in when),
    scenario: { ...run.scenario, durationMs: Math.ceil(START_MS + spanMs + DRAIN_MS), workload: { kind: "list", messages, poison: [] } },
  }));
  toast(`${messages.length} messages from ${name}, over ${Math.round(spanMs / 1000)} s of virtual time.`);
}
