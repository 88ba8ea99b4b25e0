import type { FrameProcess } from "../../worker/protocol.ts";
import { canPlace, canRemove, FAULT_WORDS, removePart } from "../palette/placing.ts";
import { type FaultKind, useDesk } from "../state/desk.ts";

/** What can happen to a part: each opens the card of that fault. */
export function PartFaults({ process, of }: { process: FrameProcess; of?: string }) {
  const faults = (Object.keys(FAULT_WORDS) as FaultKind[]).filter((kind) => canPlace({ what: "fault", kind }, process, "").ok);
  return (
    <>
      <h3>{of === undefined ? "Faults" : `Faults of ${of}`}</h3>
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
        {canRemove(process).ok && (
          <button type="button" className="outlined" onClick={() => removePart(process)}>
            Remove
          </button>
        )}
      </div>
      {faults.length === 0 && (
        <p>
          {process.part} has {process.left ? "left" : "stopped"}; nothing can happen to it.
        </p>
      )}
    </>
  );
}
