import type { Application } from "../../engine/document/application.ts";
import type { Client } from "../../engine/document/lane.ts";
import type { MessageRef } from "../../engine/document/message-ref.ts";
import { handlerName, ownName } from "../../engine/document/names.ts";
import { madeBy } from "../../engine/document/outputs.ts";
import type { Reading } from "../../engine/document/reading.ts";
import type { Run, Scenario } from "../../engine/document/scenario.ts";
import type { SystemTable } from "../../engine/document/system-table.ts";
import type { FieldError } from "../field-error.ts";

const has = (items: readonly { name: string }[], name: string) => items.some((item) => item.name === name);
const noSuch = (what: string, name: string) => `there is no ${what} "${name}"`;

/** Names in the business and its lanes that must be those of something. */
export function checkReferences({ scenario }: Run, tables: readonly SystemTable[]): FieldError[] {
  const { applications, databases, streams, tape, lanes } = scenario;
  const errors: FieldError[] = [];
  const wrong = (path: string, message: string) => errors.push({ path: `scenario.${path}`, message });
  applications.forEach(({ emits, handles = [] }, i) => {
    const path = `applications[${i}]`;
    if (emits !== undefined && !has(streams, emits.stream)) wrong(`${path}.emits.stream`, noSuch("stream", emits.stream));
    handles.forEach((handler, n) => {
      const at = `${path}.handles[${n}]`;
      const { effect, serviceTime, throws = [], emits: outputs = [] } = handler;
      const shares = outputs.reduce((sum, { share = 0 }) => sum + share, 0);
      // Shares are written in decimals: ten of 0.1 are more than one by a last bit.
      if (shares > 1 + 1e-9)
        wrong(`${at}.emits`, `shares of one handler exclude each other, but add up to ${Math.round(shares * 1000) / 1000}`);
      if (effect !== undefined && !has(databases, effect.database)) wrong(`${at}.effect.database`, noSuch("database", effect.database));
      if (serviceTime.kind === "chosen")
        serviceTime.messages?.forEach(({ message }, m) =>
          errors.push(...checkMessage(message, scenario, `scenario.${at}.serviceTime.messages[${m}].message`)),
        );
      throws.forEach(({ messages = [] }, t) =>
        messages.forEach((message, m) => errors.push(...checkMessage(message, scenario, `scenario.${at}.throws[${t}].messages[${m}]`))),
      );
    });
  });
  if (tape !== undefined) {
    if (!has(databases, tape.database)) wrong("tape.database", noSuch("database", tape.database));
    else if (!writes(applications, tape.database, tape.table))
      wrong("tape.table", `no handler writes to a table "${tape.table}" of ${tape.database}`);
  }
  lanes.forEach((lane, i) => {
    lane.clients.forEach((client, n) =>
      errors.push(...checkClient(client, lane, applications, tables, `scenario.lanes[${i}].clients[${n}]`)),
    );
  });
  return errors;
}

function writes(applications: readonly Application[], database: string, table: string): boolean {
  return applications.some(({ handles = [] }) => handles.some(({ effect }) => effect?.database === database && effect.table === table));
}

/** Also for a client that the script brings. */
export function checkClient(
  client: Client & { cluster?: string },
  { clusters }: Scenario["lanes"][number],
  applications: readonly Application[],
  tables: readonly SystemTable[],
  path: string,
): FieldError[] {
  const application = applications.find(({ name }) => name === client.application);
  const table = tables.find(({ name }) => name === client.system);
  if (application === undefined) return [{ path: `${path}.application`, message: noSuch("application", client.application) }];
  if (table === undefined) return [];
  const errors: FieldError[] = [];
  if (table.cluster !== null) {
    const cluster = clusters.find(({ name }) => name === client.cluster);
    if (cluster === undefined) errors.push({ path: `${path}.cluster`, message: `there is no cluster "${client.cluster}" in this lane` });
    else if (cluster.system !== client.system)
      errors.push({ path: `${path}.cluster`, message: `${client.cluster} is no ${table.title} cluster` });
  }
  for (const { path: at, reading } of table.readingsOf(client)) {
    const { handlers = [] } = reading as Reading;
    handlers.forEach((name, i) => {
      if ((application.handles ?? []).some((handler) => ownName(application, handler) === name)) return;
      errors.push({ path: `${path}.${at}.handlers[${i}]`, message: `${application.name} has no handler "${name}"` });
    });
  }
  return errors;
}

/** A message that is named must be of a stream, by outputs that exist. Whether some lane's wires lead there is for the plan to say. */
export function checkMessage(ref: MessageRef, { streams, applications }: Scenario, path: string): FieldError[] {
  if (typeof ref === "number") return [];
  const { stream, via = [] } = ref;
  const outputs = new Set(
    applications.flatMap((application) =>
      (application.handles ?? []).flatMap((handler) => madeBy(application, handler).map(({ name }) => name)),
    ),
  );
  return [
    ...(stream === undefined || has(streams, stream) ? [] : [{ path: `${path}.stream`, message: noSuch("stream", stream) }]),
    ...via.flatMap((output, i) => (outputs.has(output) ? [] : [{ path: `${path}.via[${i}]`, message: noSuch("output", output) }])),
  ];
}

/** Whether a handler has this whole name. */
export function isHandler(name: string, { applications }: Scenario): boolean {
  return applications.some((application) => (application.handles ?? []).some((handler) => handlerName(application, handler) === name));
}
