import { handlerName } from "../document/names.ts";
import { may, must, NAME, TYPES } from "../document/shape.ts";
import type { Finding, LaneView, SystemTable } from "../document/system-table.ts";
import { placeOf, type Wire } from "../document/wires.ts";
import type { OutboxClient } from "./document-types.ts";

const ours = ({ lane }: LaneView) =>
  lane.clients.flatMap((client, i) => (client.system === "outbox" ? [{ client: client as OutboxClient, path: `clients[${i}]` }] : []));
const outboxOf = (database: string) => placeOf("database", "outbox", database);
const tableOf = (database: string, table: string) => placeOf(database, "table", table);

export const outboxTable: SystemTable = {
  name: "outbox",
  title: "Outbox",
  settings: [],
  parts: [
    { kind: "outbox", title: "Outbox", process: false, help: "A table of messages to send, filled in the transaction of an effect." },
  ],
  wires: [
    { kind: "publishes", says: "writes to the outbox of", field: "database", to: "database" },
    { kind: "reads", says: "reads the outbox of", field: "reads", to: "database" },
    { kind: "records", says: "shows in table", field: "reads", to: "database" },
    { kind: "reads", says: "reads table", field: "reads", to: "database" },
  ],
  cluster: null,
  client: {
    database: must(NAME, "The database that the table is in."),
    types: may(TYPES, "Which children are written there; all when left out."),
    reads: may(
      {
        is: "either",
        options: [
          { is: "choice", of: ["outbox"] },
          { is: "fields", fields: { table: must(NAME, "The table whose changes are read.") } },
        ],
      },
      "What a relay reads: the outbox, or the changes of another table. Without it, the application writes.",
    ),
    position: may({ is: "position" }, "How far a relay came is stored so often; it begins anew without."),
  },
  readings: null,
  acts: {},
  processes: () => [],
  places: () => [],
  readingsOf: () => [],
  wiresOf: (client, view) => wiresOf(client as OutboxClient, view),
  wiresIn: () => [],
  wiresMade: () => [],
  refusals: refusalsOf,
  changeRefusals: () => [],
  warnings: warningsOf,
  amounts: () => ({}),
};

function wiresOf({ application, database, types, reads }: OutboxClient, { applications }: LaneView): Wire[] {
  if (reads === undefined) {
    const place = outboxOf(database);
    const says = "writes to the outbox of";
    return [{ kind: "publishes", says, path: "database", application, place, ...(types === undefined ? {} : { types }) }];
  }
  if (reads === "outbox")
    return [{ kind: "reads", says: "reads the outbox of", path: "reads", application, place: outboxOf(database), reader: application }];
  const place = tableOf(database, reads.table);
  const records = applications.flatMap((writer): Wire[] => {
    const handlers = (writer.handles ?? []).filter(({ effect }) => effect?.database === database && effect.table === reads.table);
    if (handlers.length === 0) return [];
    const names = handlers.map((handler) => handlerName(writer, handler));
    return [{ kind: "records", says: "shows in table", path: "reads", application: writer.name, place, handlers: names }];
  });
  return [...records, { kind: "reads", says: "reads table", path: "reads", application, place, reader: application }];
}

function refusalsOf(view: LaneView): Finding[] {
  return ours(view).flatMap(({ client: { database }, path }) =>
    view.databases.some(({ name }) => name === database)
      ? []
      : [{ path: `${path}.database`, message: `there is no database "${database}"` }],
  );
}

function warningsOf(view: LaneView): Finding[] {
  const clients = ours(view);
  return clients.flatMap(({ client, path }) => {
    const { application: part, database, reads } = client;
    const others = clients.filter(({ client: other }) => other.database === database);
    if (reads === undefined)
      return others.some(({ client: other }) => other.reads === "outbox")
        ? []
        : [{ path: `${path}.database`, part, message: `no relay reads the outbox of ${database}: what is written there stays` }];
    if (reads === "outbox")
      return others.some(({ client: other }) => other.reads === undefined)
        ? []
        : [{ path: `${path}.reads`, part, message: `nobody writes to the outbox of ${database}` }];
    const written = view.applications.some(({ handles = [] }) =>
      handles.some(({ effect }) => effect?.database === database && effect.table === reads.table),
    );
    return written ? [] : [{ path: `${path}.reads.table`, part, message: `no handler writes to table ${reads.table} of ${database}` }];
  });
}
