import { Dialog } from "../controls/Dialog.tsx";
import { openDialog } from "../state/desk.ts";
import { KEYMAP } from "./keymap.ts";

export function HelpDialog() {
  return (
    <Dialog title="Keys">
      <dl className="keys">
        {KEYMAP.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div className="card-actions">
        <button type="button" className="solid" onClick={() => openDialog("legend")}>
          How to read the drawing
        </button>
      </div>
      <p>
        On the canvas, arrows go from part to part, Enter chooses, Shift Enter goes inside a log or a queue, where Left and Right walk its
        records. Choose a fault on the left, then a part, to place it without dragging.
      </p>
    </Dialog>
  );
}
