import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { explained } from "../engine/hunt/explained.ts";
import { decodeDocument } from "./decode.ts";
import { playable } from "./playable.ts";

/** Documents of other shapes than one hop under one system: chains, several clusters, two systems in one lane. */
const NAMES = ["chain", "bridge", "late-fifth"];

function documentNamed(name: string) {
  const decoded = decodeDocument(JSON.parse(readFileSync(new URL(`../../test-data/documents/${name}.json`, import.meta.url), "utf8")));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
  return playable(decoded.run);
}

describe.each(NAMES)("%s", (name) => {
  const found = [...explained(documentNamed(name), 3)];
  const named = (one: (typeof found)[number]) => JSON.stringify(one.question);

  test("every question is answered in whole sentences", () => {
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ answered }) => !answered).map(named)).toEqual([]);
    expect(found.filter(({ bad }) => bad.length > 0).map((one) => [named(one), one.bad])).toEqual([]);
  });
  test("no claim is contradicted by the history", () => {
    expect(found.filter(({ untrue }) => untrue.length > 0).map((one) => [named(one), one.untrue])).toEqual([]);
  });
  test("the shown faults alone bring it about", () => {
    expect(found.filter(({ cut, enough }) => !cut && !enough).map(named)).toEqual([]);
  });
});
