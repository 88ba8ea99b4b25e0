import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { decodeDocument } from "./decode.ts";
import { warningsOf } from "./warnings.ts";

const FOLDER = new URL("../../test-data/documents/", import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));

const later = (lane: string, path: string) =>
  `${lane}: scenario.lanes[0].${path}: ${path.slice(path.indexOf('"') + 1, -2)} is not modelled yet: it changes nothing`;

/** The architectures that the document was worked out on, and what is said of each beforehand. */
const WARNINGS: Record<string, string[]> = {
  bridge: [],
  chain: [],
  "dual-write": [],
  "ladder-with-a-shelf": [
    "ladder: scenario.lanes[0].clusters[0].queues[2]: nobody consumes queue parked: what comes there stays",
    later("ladder", 'clusters[0].queues[0].arguments["x-dead-letter-exchange"]'),
    later("ladder", 'clusters[0].queues[1].arguments["x-message-ttl"]'),
    later("ladder", 'clusters[0].queues[1].arguments["x-dead-letter-exchange"]'),
    later("ladder", 'clusters[0].queues[1].arguments["x-dead-letter-routing-key"]'),
  ],
  "late-fifth": [],
  "retry-topics": ["kafka: scenario.lanes[0].clusters[0].topics[3]: nobody reads topic orders-dlt: what is stored there stays"],
  saga: [],
  "shared-reply-queue": [],
  "two-clusters": [],
  "two-of-everything": [],
  windows: [
    "transactional: scenario.lanes[0].clients[1].producer.transactional: transactions are not modelled yet: it sends as without",
    later("transactional", 'clients[2].consumer.settings["isolation.level"]'),
  ],
};

test("every document that was worked out is here", () => {
  expect(
    readdirSync(FOLDER)
      .map((file) => file.replace(/\.json$/, ""))
      .sort(),
  ).toEqual(Object.keys(WARNINGS).sort());
});

test.each(readdirSync(FOLDER).map((file) => file.replace(/\.json$/, "")))("%s is valid", (name) => {
  const decoded = decodeDocument(read(name));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors, null, 1));
  expect(decoded.run.scenario).toEqual(read(name));
  expect(warningsOf(decoded.run, SYSTEM_TABLES).map(({ lane = "all", path, message }) => `${lane}: ${path}: ${message}`)).toEqual(
    WARNINGS[name],
  );
});
