import { documentSettings } from "../document/document-settings.ts";
import type { Client } from "../document/lane.ts";
import { listOf, may, must, NAME, TYPES } from "../document/shape.ts";
import type { Finding, LaneView, SystemTable, Unit } from "../document/system-table.ts";
import { placeOf, type Wire } from "../document/wires.ts";
import type { DirectClient } from "./document-types.ts";
import { DIRECT_SETTINGS } from "./settings.ts";

const UNITS: Readonly<Record<string, Unit>> = { concurrency: "messages", retries: "times" };
const unitOf = (name: string): Unit => UNITS[name] ?? "ms";
/** How many messages a caller handles at a time is its own; all else belongs to a call. */
const OF_CLIENT = ["concurrency"];

const settingsOf = (owner: string, own: boolean) =>
  documentSettings(
    DIRECT_SETTINGS.filter(({ name }) => OF_CLIENT.includes(name) === own),
    owner,
    unitOf,
  );

const ours = ({ lane }: LaneView) =>
  lane.clients.flatMap((client, i) => (client.system === "direct" ? [{ client: client as DirectClient, path: `clients[${i}]` }] : []));

export const directTable: SystemTable = {
  name: "direct",
  title: "Direct call",
  settings: [...settingsOf("client", true), ...settingsOf("call", false)],
  parts: [],
  wires: [
    { kind: "publishes", says: "calls", field: "calls", to: "application" },
    { kind: "reads", says: "answers calls to", field: "calls", to: "application" },
  ],
  cluster: null,
  client: {
    settings: must({ is: "settings", of: "client" }, "Settings of the caller."),
    calls: must(
      listOf(
        {
          is: "fields",
          fields: {
            application: must(NAME, "Who is called: its instances in turn."),
            types: may(TYPES, "For which types of message; for all when left out."),
            settings: must({ is: "settings", of: "call" }, "Settings of this call."),
          },
        },
        "wires",
        1,
      ),
      "Who is called, one after the other.",
    ),
  },
  readings: null,
  acts: {},
  processes: () => [],
  places: () => [],
  readingsOf: () => [],
  wiresOf: (client) => callsOf(client as DirectClient),
  wiresIn: () => [],
  wiresMade: () => [],
  refusals: refusalsOf,
  changeRefusals: () => [],
  warnings: warningsOf,
  amounts: () => ({}),
};

/** Whoever is called gets the message, without a client of its own. */
function callsOf(client: Client): Wire[] {
  const { application, calls } = client as DirectClient;
  return calls.flatMap(({ application: called, types }, i): Wire[] => {
    const place = placeOf("direct", "call", called);
    const path = `calls[${i}]`;
    return [
      { kind: "publishes", says: "calls", path, application, place, ...(types === undefined ? {} : { types }) },
      { kind: "reads", says: "answers calls to", path, application: called, place, reader: called },
    ];
  });
}

function refusalsOf(view: LaneView): Finding[] {
  const known = new Set(view.applications.map(({ name }) => name));
  return ours(view).flatMap(({ client, path }) =>
    client.calls.flatMap(({ application }, i) => {
      if (!known.has(application))
        return [{ path: `${path}.calls[${i}].application`, message: `there is no application "${application}"` }];
      if (application === client.application)
        return [{ path: `${path}.calls[${i}].application`, message: "an application cannot call itself" }];
      return [];
    }),
  );
}

function warningsOf(view: LaneView): Finding[] {
  return ours(view).flatMap(({ client, path }) =>
    client.calls.flatMap(({ application }, i) => {
      const called = view.applications.find(({ name }) => name === application);
      const part = client.application;
      const at = `${path}.calls[${i}].application`;
      if (view.instances.get(application)?.length === 0)
        return [{ path: at, part, message: `${application} has no instance when the run begins: calls to it fail` }];
      if ((called?.handles ?? []).length === 0) return [{ path: at, part, message: `${application} handles nothing: it only answers` }];
      return [];
    }),
  );
}
