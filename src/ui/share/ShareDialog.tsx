import { type ChangeEvent, useEffect, useRef, useState } from "react";
import { Dialog } from "../controls/Dialog.tsx";
import { refuse, toast, useDesk } from "../state/desk.ts";
import { playedRun } from "../state/page-run.ts";
import { openRun, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { currentLink } from "./address.ts";
import { decodeLater } from "./decode-later.ts";

/** The whole run in a link or a file. */
export function ShareDialog() {
  const [link, setLink] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const fingerprint = useWorld((world) => world.fingerprint);
  // Once more when the recording has ended: from then on the link tells the fingerprint too.
  const done = useWorld((world) => world.done);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of the recording changes the address
  useEffect(() => {
    void currentLink().then(setLink);
  }, [done]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      toast("Link copied");
    } catch {
      field.current?.select(); // no clipboard over plain http: the text is chosen, Ctrl+C copies it
      toast("Press Ctrl+C to copy the chosen link");
    }
  };
  return (
    <Dialog title="Share this run">
      <p>Scenario, seed, faults and playhead are in the link. Whoever opens it sees the same run, event for event.</p>
      <input ref={field} className="link" aria-label="Link to this run" readOnly value={link} onFocus={(event) => event.target.select()} />
      <p className="small">
        Fingerprint <code>{fingerprint}</code>
      </p>
      <div className="card-actions">
        <button type="button" className="solid" onClick={() => void copy()}>
          Copy link
        </button>
        <button type="button" onClick={saveFile}>
          Save as file
        </button>
        <label className="file-button">
          Open file
          <input type="file" accept=".json,application/json" className="visually-hidden" onChange={(event) => void openFile(event)} />
        </label>
      </div>
    </Dialog>
  );
}

function saveFile(): void {
  const { run } = useRun.getState();
  const url = URL.createObjectURL(new Blob([JSON.stringify(playedRun(run), null, 2)], { type: "application/json" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = `${run.scenario.id}.queuescope.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}

async function openFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
  const [file] = event.target.files ?? [];
  if (file === undefined) return;
  let input: unknown;
  try {
    input = JSON.parse(await file.text());
  } catch {
    return refuse({ errors: [{ path: file.name, message: "is not a JSON file" }] });
  }
  const decoded = await decodeLater(input);
  if (decoded.ok) {
    openRun(decoded.run);
    useDesk.setState({ dialog: null });
  } else refuse({ errors: decoded.errors });
}
