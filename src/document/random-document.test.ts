import fc from "fast-check";
import { expect, test } from "vitest";
import { laneView, wiresOfLane } from "../engine/document/lane-view.ts";
import { planNumbers } from "../engine/document/numbers.ts";
import type { Run } from "../engine/document/scenario.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { decodeDocument } from "./decode.ts";
import { type FieldError, pathText } from "./field-error.ts";
import { randomDocument } from "./random-document.test-util.ts";
import { warningsOf } from "./warnings.ts";

const documents = randomDocument(SYSTEM_TABLES);

function errorsOf(input: unknown): readonly FieldError[] {
  const decoded = decodeDocument(input);
  return decoded.ok ? [] : decoded.errors;
}

test("a random document passes schema and checks, and comes back from writing as it was", () => {
  fc.assert(
    fc.property(documents, (run) => {
      expect(decodeDocument(JSON.parse(JSON.stringify(run)))).toEqual({ ok: true, run });
    }),
    { numRuns: 150 },
  );
});

test("what is said beforehand of a random document names a place in it", () => {
  fc.assert(
    fc.property(documents, (run) => {
      for (const { path, message } of warningsOf(run, SYSTEM_TABLES)) {
        expect(message).not.toBe("");
        expect([path, exists(run, path)]).toEqual([path, true]);
      }
    }),
    { numRuns: 100 },
  );
});

/** Whether a path leads to something in the document, or to a setting that it leaves out. */
function exists(run: Run, path: string): boolean {
  const steps = [...path.replace(/settings\["[^"]+"\]$/, "settings").matchAll(/\["([^"]+)"\]|\[(\d+)\]|\.?(\w+)/g)].map(
    ([, quoted, index, word]) => quoted ?? index ?? word,
  );
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], run) !== undefined;
}

type Path = (string | number)[];

/** Every value within a document, with its path: itself first, then what is in it. */
function* places(value: unknown, path: Path = []): Generator<{ path: Path; value: unknown }> {
  yield { path, value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changed(run: Run, path: Path, change: (parent: Record<string | number, unknown>, last: string | number) => void): unknown {
  const copy = JSON.parse(JSON.stringify(run));
  const parent = path.slice(0, -1).reduce((at, step) => at[step], copy);
  change(parent, path[path.length - 1]);
  return copy;
}

/** Documents, each with some of its places: to make one takes longer than to read it. */
const placed = fc.tuple(documents, fc.array(fc.nat(), { minLength: 8, maxLength: 8 })).map(([run, at]) => {
  const all = [...places(run)].filter(({ path }) => path.length > 0);
  return { run, some: at.map((n) => all[n % all.length]) };
});

function everywhere(check: (run: Run, path: Path, value: unknown) => void): void {
  fc.assert(
    fc.property(placed, ({ run, some }) => {
      for (const { path, value } of some) check(run, path, value);
    }),
    { numRuns: 60 },
  );
}

test("a value of a kind that can stand nowhere is refused with the path of its field", () => {
  everywhere((run, path) => {
    const errors = errorsOf(changed(run, path, (parent, last) => (parent[last] = null)));
    expect(errors.map((error) => error.path)).toContain(pathText(path));
  });
});

test("a field too many is refused with its own path", () => {
  everywhere((run, path, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const errors = errorsOf(changed(run, [...path, "surplus"], (parent, last) => (parent[last] = null)));
    expect(errors.map((error) => error.path)).toContain(pathText([...path, "surplus"]));
  });
});

test("a field that is missing may be left out, or is refused by its name, in the form it was in, or where it was referred to", () => {
  const referred = /there is (no|an?)|no lane of|has no handler|must be given|no (exchange|queue) is named|no handler writes/;
  everywhere((run, path) => {
    if (typeof path[path.length - 1] !== "string") return;
    const errors = errorsOf(changed(run, path, (parent, last) => delete parent[last]));
    const form = pathText(path.slice(0, -1));
    const elsewhere = errors.filter((error) => form !== "run" && error.path !== form && !error.path.startsWith(`${form}.`));
    for (const error of elsewhere) expect(error.message).toMatch(referred);
  });
});

test("numbers of a random document are planned without a gap, within the limits", () => {
  fc.assert(
    fc.property(documents, fc.array(fc.nat(6), { minLength: 2, maxLength: 2 }), (run, counts) => {
      const { blocks, total, notMade } = planNumbers(run, SYSTEM_TABLES, counts);
      let next = 1;
      for (const { first, count, generation } of blocks) {
        expect(first).toBe(next);
        expect(generation).toBeLessThanOrEqual(8);
        next += count;
      }
      expect(total).toBe(next - 1);
      expect(blocks.length).toBeLessThanOrEqual(512);
      for (const { limit } of notMade) expect(["generations", "blocks", "number"]).toContain(limit);
    }),
    { numRuns: 100 },
  );
});

test("every wire is of a kind that its system's table has, in the field that makes such wires", () => {
  const kinds = SYSTEM_TABLES.flatMap(({ wires }) => wires);
  const seen = new Set<string>();
  fc.assert(
    fc.property(documents, (run) => {
      for (const lane of run.scenario.lanes) {
        for (const { kind, says, path } of wiresOfLane(laneView(run, lane), SYSTEM_TABLES)) {
          const field = path
            .replace(/^(clients|clusters)\[\d+\]\.|^script \S+ /, "")
            .replace(/^(declares|action)\./, "")
            .replaceAll(/\[\d+\]/g, "");
          const known = kinds.find((one) => one.kind === kind && one.says === says);
          expect([says, known?.kind]).toEqual([says, kind]);
          if (!path.startsWith("script ")) expect([says, field]).toEqual([says, known?.field]);
          seen.add(says);
        }
      }
    }),
    { numRuns: 100 },
  );
  expect([...seen].sort()).toEqual(kinds.map(({ says }) => says).sort());
});

test("every part that a document can place stands in a field of its cluster", () => {
  for (const { parts, cluster } of SYSTEM_TABLES)
    for (const { field } of parts) if (field !== undefined) expect(Object.keys(cluster ?? {})).toContain(field);
});
