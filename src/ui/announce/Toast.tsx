import { Rise } from "../parts/Accents.tsx";
import { useDesk } from "../state/desk.ts";

/** A note of a few seconds. It lies over the line of the run's state, and over a caption when it is long, never over the drawing or its figures. */
export function Toast() {
  const note = useDesk((desk) => desk.toast);
  return (
    <div className="toast-place" role="status">
      {note !== null && (
        <Rise key={note.id} className="toast">
          {note.text}
        </Rise>
      )}
    </div>
  );
}
