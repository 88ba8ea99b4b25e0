import type { ChangeEvent } from "react";
import { counted } from "../../engine/delivery/checkers/judgement.ts";
import { loadEvents } from "../../interchange/events-file.ts";
import { readText, type TextEncoding } from "../../interchange/file-text.ts";
import { spanWords, withOwnEvents } from "../../interchange/own-events.ts";
import sampleUrl from "../../scenarios/data/food-orders.csv?url";
import { labelOf } from "../script/told.ts";
import { refuse, toast } from "../state/desk.ts";
import { changeFromStart } from "../state/from-start.ts";
import { editedRun, useRun } from "../state/run.ts";

/** Real events as the workload of every lane: from a file, or the sample of a Friday evening. */
export function WorkloadFile() {
  const workload = useRun((state) => editedRun(state).scenario.workload);
  const count = workload.kind === "list" ? counted(workload.messages.length, "listed message") : "Generated messages";
  return (
    <div className="workload-file">
      <p>{count}. A CSV or JSONL file of real events (time, key, type) can take their place.</p>
      <div className="card-actions">
        <label className="file-button">
          Load events
          <input
            type="file"
            accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,text/csv,application/json"
            className="visually-hidden"
            onChange={(event) => void openFile(event)}
          />
        </label>
        <button type="button" onClick={() => void loadSample()}>
          A Friday evening
        </button>
      </div>
    </div>
  );
}

async function openFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
  const input = event.target;
  const [file] = input.files ?? [];
  if (file === undefined) return;
  const { text, encoding } = readText(new Uint8Array(await file.arrayBuffer()));
  takeText(text, { name: file.name, story: `Events of ${file.name}`, encoding });
  input.value = "";
}

async function loadSample(): Promise<void> {
  const answer = await fetch(sampleUrl);
  takeText(await answer.text(), { name: "food-orders.csv", story: "A Friday evening", encoding: "UTF-8" });
}

/** Every lane gets these messages; what was wrong with the file is told by line and column, and changes nothing. */
function takeText(text: string, { name, story, encoding }: { name: string; story: string; encoding: TextEncoding }): void {
  const loaded = loadEvents(text);
  if (!loaded.ok) {
    const errors = loaded.errors.map(({ line, column, message }) => ({
      path: `${name}, line ${line}${column === undefined ? "" : `, ${column}`}`,
      message,
    }));
    return refuse({ errors });
  }
  const { messages, spanMs } = loaded;
  const { pace, idle } = withOwnEvents(editedRun(useRun.getState()), messages, { story, source: name });
  changeFromStart((run) => withOwnEvents(run, messages, { story, source: name }).run);
  const read = encoding === "Windows-1252" ? ", read as Windows-1252 since it is no UTF-8" : "";
  const times = pace === 1 ? "at their own times" : `${pace} times as fast`;
  const gone = idle.length === 0 ? "" : ` Cannot act any more: ${idle.map(labelOf).join(", ")}.`;
  toast(`${counted(messages.length, "message")} from ${name}${read}: ${spanWords(spanMs)}, ${times}.${gone}`);
}
