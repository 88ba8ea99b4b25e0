import type { SettingOwner } from "../../engine/delivery/settings.ts";
import { instantText } from "../../engine/sim/clock-text.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { later } from "../controls/later.tsx";
import { setIdempotent } from "../settings/settings-edit.ts";
import { ownersOf } from "../settings/settings-here.ts";
import { selectPart } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { editedRun, useRun } from "../state/run.ts";
import { useProcess } from "../state/world.ts";
import { NowTable } from "./NowTable.tsx";
import { nowRows } from "./now-rows.ts";
import { PanelHead } from "./PanelHead.tsx";
import { PartFaults } from "./PartFaults.tsx";
import { SettingsTable } from "./SettingsTable.tsx";
import { useLaneProcesses } from "./use-lane-processes.ts";

/** Only for documents. */
const ClientsTable = later(() => import("./ClientsTable.tsx").then(({ ClientsTable }) => ClientsTable));

/** A part: its settings, how it stands at the shown instant, what can happen to it. */
export function PartPanel({ name }: { name: string }) {
  const process = useProcess(name);
  const spec = useRun(({ run }) => run.scenario.lanes[process?.lane ?? -1]);
  const isDocument = useRun(({ run }) => run.scenario.document !== undefined);
  const laneNames = useLaneNames();
  const lane = useLaneProcesses(process?.lane ?? -1);
  if (process === undefined || spec === undefined) return null;
  const { part, role, status, since } = process;
  const condition = status === "up" ? "Running" : `${status.charAt(0).toUpperCase()}${status.slice(1)} since ${instantText(since)}`;
  return (
    <article className="inspector" aria-label={part}>
      <PanelHead title={part} kind={kindOf(role)} onClose={() => selectPart(null)} />
      <p className="condition">
        {condition}, in the {laneNames[process.lane].full} lane.
      </p>
      {ownersOf(role).map((owner) => (
        <SettingsTable key={owner} owner={owner} heading={headingOf(owner)} target={{ lane: process.lane, part }} />
      ))}
      {role === "database" && !isDocument && <Idempotent />}
      {isDocument && <ClientsTable lane={process.lane} part={part} />}
      <NowTable rows={nowRows(process, lane)} />
      <PartFaults process={process} />
    </article>
  );
}

/** `kafka broker` is `Kafka broker`. */
function kindOf(role: string): string {
  const [system, ...words] = role.split(" ");
  const known = Object.entries(systemFacts).find(([name]) => name === system)?.[1].title;
  return known === undefined ? role : [known, ...words].join(" ");
}

export function headingOf(owner: SettingOwner): string {
  return owner === "topic" ? "Topic settings" : `${owner.charAt(0).toUpperCase()}${owner.slice(1)} settings`;
}

function Idempotent() {
  const idempotent = useRun((state) => editedRun(state).scenario.database.idempotent);
  return (
    <label className="check">
      <input type="checkbox" checked={idempotent} onChange={(event) => setIdempotent(event.target.checked)} />
      <span>Idempotent: remember each message id and apply its effect once (in every lane)</span>
    </label>
  );
}
