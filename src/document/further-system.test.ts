import fc from "fast-check";
import { expect, test } from "vitest";
import type { Client, Cluster, OperatorAct } from "../engine/document/lane.ts";
import { planNumbers } from "../engine/document/numbers.ts";
import type { Reading } from "../engine/document/reading.ts";
import type { Scenario } from "../engine/document/scenario.ts";
import { may, must, NAME, TYPES, whole } from "../engine/document/shape.ts";
import type { SystemTable } from "../engine/document/system-table.ts";
import { placeOf } from "../engine/document/wires.ts";
import { type KnownSystems, SYSTEM_TABLES } from "../engine/system-tables.ts";
import { decodeDocument, decoderFor } from "./decode.ts";
import { jsonSchema } from "./json-schema.ts";
import { randomDocument } from "./random-document.test-util.ts";
import { warningsOf } from "./warnings.ts";

/** A fourth family of brokers: pigeons that carry from a loft to a loft. Nothing but this table knows of it. */
interface Loft extends Cluster {
  system: "pigeons";
  pigeons: number;
  settings: object;
}
interface PigeonClient extends Client {
  system: "pigeons";
  cluster: string;
  sends?: { types?: string[] };
  receives?: Reading;
}
interface Pigeons {
  cluster: Loft;
  client: PigeonClient;
  act: OperatorAct & { system: "pigeons"; act: "feed"; grains: number };
}

const pigeonTable: SystemTable = {
  name: "pigeons",
  title: "Pigeons",
  settings: [
    { name: "speed", owner: "loft", kind: "integer", min: 1, max: 90, default: 60, help: "How fast they fly.", rules: [], live: true },
    {
      name: "rings",
      owner: "loft",
      kind: "boolean",
      default: false,
      help: "Whether they are numbered.",
      rules: [],
      live: false,
      later: true,
    },
  ],
  parts: [{ kind: "pigeon", title: "Pigeon", field: "pigeons", process: true, help: "Carries one message at a time." }],
  wires: [{ kind: "publishes", says: "hands to the pigeons of", field: "sends", to: "loft" }],
  cluster: { pigeons: must(whole(1, 20), "How many."), settings: must({ is: "settings", of: "loft" }, "Of the loft.") },
  client: {
    cluster: must(NAME, "The loft."),
    sends: may({ is: "fields", fields: { types: may(TYPES, "Which types.") } }, "It sends."),
  },
  readings: { field: "receives", list: false, most: 1, fields: {}, settles: ["after"], steps: ["again"], to: {} },
  acts: { feed: { grains: must(whole(1, 1000), "How many grains.") } },
  processes: (cluster) => Array.from({ length: (cluster as Loft).pigeons }, (_, i) => `pigeon-${i + 1}`),
  places: () => [],
  readingsOf: (client) => {
    const { receives } = client as PigeonClient;
    return receives === undefined ? [] : [{ path: "receives", reading: receives }];
  },
  wiresOf(client) {
    const { application, cluster, sends, receives } = client as PigeonClient;
    const place = placeOf(cluster, "loft", cluster);
    return [
      ...(sends === undefined
        ? []
        : [{ kind: "publishes" as const, says: "hands to the pigeons of", path: "sends", application, place, ...sends }]),
      ...(receives === undefined
        ? []
        : [{ kind: "reads" as const, says: "gets from the pigeons of", path: "receives", application, place, reader: application }]),
    ];
  },
  wiresIn: () => [],
  wiresMade: () => [],
  refusals: ({ lane }) =>
    lane.clusters.flatMap((cluster, i) =>
      cluster.system === "pigeons" && (cluster as Loft).pigeons === 13
        ? [{ path: `clusters[${i}].pigeons`, message: "nobody keeps thirteen" }]
        : [],
    ),
  changeRefusals: () => [],
  warnings: () => [],
  amounts: () => ({}),
};

const TABLES = [...SYSTEM_TABLES, pigeonTable];
const decode = decoderFor(TABLES);

/** A bridge from pigeons to Kafka, with the types of both. */
const bridge: Scenario<KnownSystems | Pigeons> = {
  version: 2,
  id: "pigeon-post",
  title: "Pigeon post",
  summary: "Orders come by pigeon and go on in a topic.",
  shows: [],
  durationMs: 10_000,
  seed: 1,
  network: { latency: { kind: "constant", ms: 1 } },
  streams: [{ name: "letters", workload: { kind: "list", messages: [{ atMs: 1, key: "a", type: "letter" }] } }],
  applications: [
    { name: "writer", instances: 1, emits: { stream: "letters" } },
    {
      name: "office",
      instances: 1,
      handles: [{ serviceTime: { kind: "constant", ms: 5 }, emits: [{ type: "scan", when: "at the end" }] }],
    },
    {
      name: "archive",
      instances: 1,
      handles: [{ types: ["scan"], serviceTime: { kind: "constant", ms: 5 }, emits: [{ type: "filed", when: "at the end" }] }],
    },
  ],
  databases: [],
  lanes: [
    {
      id: "post",
      clusters: [
        { name: "loft", system: "pigeons", pigeons: 3, settings: { speed: 70 } },
        {
          name: "kafka",
          system: "kafka",
          brokers: 1,
          settings: {},
          topics: [{ name: "scans", partitions: 1, replicationFactor: 1, settings: {} }],
        },
      ],
      clients: [
        { system: "pigeons", application: "writer", cluster: "loft", sends: {} },
        {
          system: "pigeons",
          application: "office",
          cluster: "loft",
          receives: { settle: "after", onFailure: [{ do: "again", pauseMs: 5 }] },
        },
        { system: "kafka", application: "office", cluster: "kafka", producer: { settings: {}, publishes: [{ topic: "scans" }] } },
        {
          system: "kafka",
          application: "archive",
          cluster: "kafka",
          consumer: { settings: {}, topics: ["scans"], group: "archive", settle: "after" },
        },
      ],
    },
  ],
  script: [{ id: "feed", when: { atMs: 5 }, action: { do: "operate", system: "pigeons", cluster: "loft", act: "feed", grains: 9 } }],
  expect: [],
};
const changed = (change: (lane: (typeof bridge)["lanes"][number]) => object) => ({
  ...bridge,
  lanes: [{ ...bridge.lanes[0], ...change(bridge.lanes[0]) }],
});
const loft = (more: object) => changed(({ clusters }) => ({ clusters: [{ ...clusters[0], ...more }, clusters[1]] }));
const errorsOf = (input: unknown, read = decode) => {
  const decoded = read(input);
  return decoded.ok ? [] : decoded.errors.map(({ path, message }) => `${path}: ${message}`);
};

test("a further system is read by its table alone", () => {
  expect(decode(bridge)).toEqual({ ok: true, run: { scenario: bridge, seed: 1, script: bridge.script } });
  expect(errorsOf(bridge, decodeDocument)).toContain("lanes[0].clusters[0].system: must be one of kafka, rabbitmq");
});

test.each([
  [loft({ pigeons: 0 }), "lanes[0].clusters[0].pigeons: must be at least 1"],
  [loft({ settings: { speed: 91 } }), "lanes[0].clusters[0].settings.speed: must be at most 90"],
  [loft({ settings: { colour: "grey" } }), "lanes[0].clusters[0].settings.colour: is not a field here"],
  [loft({ pigeons: 13 }), "lanes[0].clusters[0].pigeons: nobody keeps thirteen"],
  [
    changed(({ clients }) => ({ clients: [{ ...clients[0], cluster: "kafka" }] })),
    "lanes[0].clients[0].cluster: kafka is no Pigeons cluster",
  ],
  [
    changed(({ clients }) => ({ clients: [{ ...clients[1], receives: { settle: "auto" } }] })),
    "lanes[0].clients[0].receives.settle: must be after",
  ],
  [
    {
      ...bridge,
      applications: [...bridge.applications, { name: "pigeon", instances: 0 }, { name: "x", instances: ["pigeon-1"] }],
      lanes: changed(({ clients }) => ({ clients: [...clients, { ...clients[0], application: "x" }] })).lanes,
    },
    'applications[4].instances[0]: there is a process "pigeon-1" in lane post already',
  ],
  [
    { ...bridge, script: [{ ...bridge.script[0], action: { ...bridge.script[0].action, grains: 0 } }] },
    "script[0].action.grains: must be at least 1",
  ],
])("its checks are those of all: %#", (input, refusal) => {
  expect(errorsOf(input)).toContain(refusal);
});

test("its wires lead to those of others: numbers are planned across the bridge, and nothing is missed", () => {
  const decoded = decode(bridge);
  if (!decoded.ok) throw new Error("not read");
  expect(planNumbers(decoded.run, TABLES, [1]).blocks.map(({ path }) => path)).toEqual([
    "letters",
    "letters/office:scan",
    "letters/office:scan/archive:filed",
  ]);
  expect(warningsOf(decoded.run, TABLES).map(({ message }) => message)).toEqual([
    "filed, which archive makes, goes nowhere: no wire of archive takes it",
  ]);
});

test("what it does not do yet is said, and its schema is published with the others", () => {
  const decoded = decode(loft({ settings: { rings: true } }));
  if (!decoded.ok) throw new Error("not read");
  expect(warningsOf(decoded.run, TABLES).map(({ path, message }) => `${path}: ${message}`)).toContain(
    'scenario.lanes[0].clusters[0].settings["rings"]: rings is not modelled yet: it changes nothing',
  );
  expect(JSON.stringify(jsonSchema(TABLES))).toContain("How fast they fly. (60 when left out)");
});

test("random documents have it among the others", () => {
  let seen = 0;
  fc.assert(
    fc.property(randomDocument(TABLES), (run) => {
      fc.pre(run.scenario.lanes.every(({ clusters }) => clusters.every((cluster) => (cluster as Loft).pigeons !== 13)));
      expect(decode(JSON.parse(JSON.stringify(run)))).toEqual({ ok: true, run });
      seen += run.scenario.lanes.flatMap(({ clients }) => clients).filter(({ system }) => system === "pigeons").length;
    }),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(10);
});
