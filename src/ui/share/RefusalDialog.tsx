import { type FormEvent, useState } from "react";
import { Dialog } from "../controls/Dialog.tsx";
import { type Refusal, useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { openInstead } from "./address.ts";
import { useOrigin } from "./origin.ts";

/** A link or a file that could not be opened: what is on the screen instead, which field is wrong and why, and what can be done. */
export function RefusalDialog() {
  const refusal = useDesk((desk) => desk.refusal);
  if (refusal === null) return null;
  return (
    <Dialog title="This run cannot be opened">
      <Instead address={refusal.address} />
      <ul className="problems">
        {refusal.errors.map(({ path, message }) => (
          <li key={path + message}>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
      {refusal.address !== undefined && <Mending key={refusal.address.text} {...refusal.address} />}
    </Dialog>
  );
}

/** What is on the screen in place of it. */
function Instead({ address }: Pick<Refusal, "address">) {
  const title = useRun(({ run }) => run.scenario.title);
  const kept = useOrigin((origin) => origin.kept !== null);
  if (!address?.firstVisit) return <p>Nothing was changed: “{title}”, the run that was there, is still on the screen.</p>;
  return (
    <p>
      {kept ? "The run that you made last is open instead" : "The page opened its first scenario instead"}: “{title}”. The scenario menu has
      the others.
    </p>
  );
}

/** The address to be mended by hand, and what of it opens as it is. */
function Mending({ text, openable }: NonNullable<Refusal["address"]>) {
  const [draft, setDraft] = useState(text);
  const open = (event: FormEvent) => {
    event.preventDefault();
    void openInstead(draft);
  };
  return (
    <form className="mending" onSubmit={open}>
      <p>Ask whoever gave you the link for a new one, or mend what stands behind the # of the address:</p>
      <input
        className="link"
        aria-label="Address, after the #"
        spellCheck={false}
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
      />
      <div className="card-actions">
        {openable !== null && (
          <button type="button" className="solid" onClick={() => void openInstead(openable.text)}>
            {openWords(openable.without)}
          </button>
        )}
        <button type="submit" disabled={draft === text}>
          Open the mended address
        </button>
      </div>
    </form>
  );
}

/** What the button does. Names come from outside and may be as many and as long as they like. */
function openWords(without: readonly string[]): string {
  if (without.length === 0) return "Open it with each field once";
  return without.length > 3 || without.some((name) => name.length > 24)
    ? "Open it without these fields"
    : `Open it without ${without.join(", ")}`;
}
