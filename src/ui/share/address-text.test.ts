import { describe, expect, test } from "vitest";
import type { Command, Run } from "../../engine/scenario.ts";
import { findScenario, runOf, SCENARIOS } from "../../scenarios/index.ts";
import { publishedScenario } from "../../scenarios/revisions.ts";
import { readAddress, toAddress, withoutWrong } from "./address-text.ts";

const crash: Command = { id: "crash-1", when: { atMs: 3000 }, action: { do: "crash", part: "broker-2" } };
const there = async (run: Run, atUs = 0, fingerprint: string | null = null) => (await toAddress(run, atUs, fingerprint)).toString();
const read = (text: string) => readAddress(new URLSearchParams(text));

describe("the address of what is open, and back", () => {
  test.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))("%s by its name", async (id, scenario) => {
    const text = await there(runOf(scenario, 99), 4_250_000, "0123456789abcdef");
    expect(text).toBe(`s=${id}&revision=${scenario.revision ?? 1}&seed=99&fingerprint=0123456789abcdef&t=4.250`);
    const { run, ...rest } = await read(text);
    expect(run?.scenario).toBe(scenario);
    expect(run).toEqual(runOf(scenario, 99));
    expect(rest).toEqual({ fingerprint: "0123456789abcdef", atUs: 4_250_000, kept: false, errors: [] });
  });

  test("the scenario's own seed and the start are left out", async () => {
    expect(await there(runOf(SCENARIOS[0]))).toBe(`s=${SCENARIOS[0].id}&revision=${SCENARIOS[0].revision ?? 1}`);
  });

  test("an earlier revision stays that one", async () => {
    const first = await publishedScenario("friday-rush", 1);
    if (first === undefined) throw new Error("no such scenario");
    const text = await there(runOf(first));
    expect(text).toBe("s=friday-rush&revision=1");
    expect((await read(text)).run?.scenario).toBe(first);
  });

  test("a changed script and a changed scenario are packed", async () => {
    for (const run of [{ ...runOf(SCENARIOS[0]), script: [...SCENARIOS[0].script, crash] }, runOf({ ...SCENARIOS[1], title: "mine" }, 7)]) {
      const text = await there(run, 1_000, "00000000000000ab");
      expect(text).toMatch(/^r=[\w-]+&t=0.001$/);
      expect(await read(text)).toEqual({ run, fingerprint: "00000000000000ab", atUs: 1000, kept: false, errors: [] });
    }
  });

  test("a scenario that was told to go on until rest, or not to, is packed: its name would not say so", async () => {
    for (const untilRest of [true, false]) {
      const run: Run = { ...runOf(SCENARIOS[0]), untilRest };
      expect((await read(await there(run))).run).toEqual(run);
    }
  });

  test("one too long for an address is named as kept", async () => {
    // Of text that does not shrink: a hash of each number.
    const messages = Array.from({ length: 20_000 }, (_, i) => ({ atMs: i, key: String(Math.imul(i, 2654435761) >>> 0), type: "t" }));
    const workload = { kind: "list", messages, poison: [] } as const;
    const text = await there(runOf({ ...SCENARIOS[0], workload }), 2_000_000);
    expect(text).toBe("kept=&t=2.000");
    expect(await read(text)).toEqual({ run: null, fingerprint: null, atUs: 2_000_000, kept: true, errors: [] });
  });
});

test("a name alone is the present scenario with its own seed", async () => {
  const latency = findScenario("latency");
  if (latency === undefined) throw new Error("no such scenario");
  expect((await read("s=latency")).run).toEqual(runOf(latency));
});

test.each([
  ["s=nowhere", "s", /no scenario "nowhere"/],
  ["s=latency&revision=two", "revision", /whole number from 1 on, not "two"/],
  ["s=latency&revision=0", "revision", /whole number from 1 on/],
  ["s=latency&revision=99", "revision", /knows no revision 99/],
  ["s=latency&seed=abc", "seed", /whole number from 0 to 4294967295, not "abc"/],
  ["s=latency&seed=-1", "seed", /whole number/],
  ["s=latency&seed=4294967296", "seed", /whole number/],
  ["s=latency&seed=", "seed", /whole number/],
  ["s=latency&t=-3", "t", /seconds, 0 or more, not "-3"/],
  ["s=latency&t=soon", "t", /seconds/],
  ["r=%25%25", "r", /damaged/],
  ["r=AAAA", "r", /damaged/],
  ["s=latency&fingerprint=zzz", "fingerprint", /16 digits from 0 to f, not "zzz"/],
  ["s=latency&fingerprint=", "fingerprint", /16 digits/],
  ["s=latency&Seed=7", "Seed", /none of the fields that an address can have: s, revision, seed/],
  ["s=latency&toString", "toString", /none of the fields/],
  ["s=latency&seed=7&seed=8", "seed", /stands there 2 times: "7" and "8"/],
  ["s=latency&t=1&t=1", "t", /stands there 2 times/],
  ["seed=7", "seed", /means nothing without s/],
  ["revision=1&t=2", "revision", /means nothing without s/],
  ["kept&s=latency", "kept", /cannot stand beside s/],
  ["s=latency&legend=1", "legend", /takes no value, not "1"/],
])("%s is answered with the field", async (text, path, words) => {
  const { errors } = await read(text);
  expect(errors.map((error) => error.path)).toEqual([path]);
  expect(errors[0].message).toMatch(words);
});

test("every mistake of an address is told at once", async () => {
  const { errors } = await read("s=nowhere&t=never");
  expect(errors.map(({ path }) => path)).toEqual(["s", "t"]);
});

test("beside a packed run nothing else names one", async () => {
  const packed = await there({ ...runOf(SCENARIOS[0]), script: [crash] });
  for (const more of ["s=latency", "seed=7", "revision=1", "fingerprint=0123456789abcdef", "kept"]) {
    const { errors } = await read(`${packed}&${more}`);
    expect(errors).toEqual([{ path: more.split("=")[0], message: "cannot stand beside r, which says already what run it is" }]);
  }
});

test("what somebody wrote is told, but not at any length", async () => {
  const { errors } = await read(`s=${"x".repeat(5000)}`);
  expect(errors[0].message).toBe(`there is no scenario "${"x".repeat(40)}…"`);
});

describe("what of a wrong address opens all the same", () => {
  const rest = async (text: string) => {
    const parameters = new URLSearchParams(text);
    const found = await withoutWrong(parameters, (await readAddress(parameters)).errors);
    return found === null ? null : [found.parameters.toString(), found.without];
  };

  test.each([
    ["s=latency&utm_source=mail&t=3", "s=latency&t=3", ["utm_source"]],
    ["s=latency&seed=abc&t=never", "s=latency", ["seed", "t"]],
    ["s=latency&seed=7&seed=8", "s=latency", ["seed"]],
    ["s=latency&seed=7&seed=7", "s=latency&seed=7", []],
    ["s=latency&s=latency&fingerprint=zzz", "s=latency", ["fingerprint"]],
  ])("%s", async (text, opens, without) => {
    expect(await rest(text)).toEqual([opens, without]);
  });

  test.each(["s=nowhere&t=3", "s=latency&s=friday-rush", "r=AAAA", "t=never", "constructor=1"])("nothing of %s", async (text) => {
    expect(await rest(text)).toBeNull();
  });

  test("a packed run without what contradicts it", async () => {
    const packed = await there({ ...runOf(SCENARIOS[0]), script: [crash] });
    expect(await rest(`${packed}&s=latency&seed=7`)).toEqual([packed, ["s", "seed"]]);
  });
});
