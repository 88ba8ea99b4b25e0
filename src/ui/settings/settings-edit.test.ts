import { beforeEach, describe, expect, test } from "vitest";
import type { SettingInfo } from "../../engine/delivery/settings.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { findScenario, runOf } from "../../scenarios/index.ts";
import { usePlayback } from "../state/playback.ts";
import { undo, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { applySettings, mendSetting, restartWords } from "./settings-edit.ts";
import { changesOf, laneNow, settingsHere } from "./settings-here.ts";

const original = runOf(findScenario("friday-rush") ?? fail());
const [kafka] = original.scenario.lanes;
const parts = (["controller", "broker-1", "broker-2", "broker-3", "payment-1", "payment-2"] as const).map((part) => ({
  part,
  status: "up" as const,
}));
const payment1 = { lane: 0, part: "payment-1" };
const session = (value: number) => [{ owner: "consumer", name: "session.timeout.ms", value }] as const;

function fail(): never {
  throw new Error("not there");
}

function info(name: string): SettingInfo {
  return systemFacts.kafka.settings.find((candidate) => candidate.name === name) ?? fail();
}

function sessionInRun(): unknown {
  const [lane] = useRun.getState().run.scenario.lanes;
  return lane.system === "kafka" ? lane.settings.consumer["session.timeout.ms"] : undefined;
}

beforeEach(() => {
  useRun.setState({ run: original, edited: null, past: [], future: [] });
  usePlayback.setState({ playheadUs: 0, endUs: 28_000_000, peekUs: null });
  useWorld.setState({ done: true });
});

describe("from the start", () => {
  test("nothing has been seen yet: the run is made anew at once", () => {
    expect(applySettings(payment1, session(9000), "start", kafka)).toBeNull();
    expect(sessionInRun()).toBe(9000);
    expect(useRun.getState().edited).toBeNull();
  });

  test("something has been seen: the change waits", () => {
    usePlayback.setState({ playheadUs: 5_000_000 });
    expect(applySettings(payment1, session(9000), "start", kafka)).toBeNull();
    expect(sessionInRun()).toBe(3000);
    expect(useRun.getState().edited?.scenario.lanes[0]).toMatchObject({ settings: { consumer: { "session.timeout.ms": 9000 } } });
  });

  test("a wrong value is refused by its name and changes nothing", () => {
    expect(applySettings(payment1, session(Number.NaN), "start", kafka)).toEqual({ problem: "session.timeout.ms must be a whole number." });
    expect(applySettings(payment1, session(0), "start", kafka)).toEqual({ problem: "session.timeout.ms must be at least 1." });
    expect(useRun.getState().run).toBe(original);
  });

  test("K-GRP-08: values that exclude each other are refused with the way out, which is taken in one step", () => {
    const refusal = applySettings(payment1, session(500), "start", kafka);
    expect(refusal?.contradiction).toMatchObject({
      cannot: "The consumer cannot start",
      fix: { name: "heartbeat.interval.ms", value: 166 },
    });
    expect(useRun.getState().run).toBe(original);
    const fix = refusal?.contradiction?.fix ?? fail();
    expect(applySettings(payment1, [fix, ...session(500)], "start", kafka)).toBeNull();
    expect(useRun.getState().run.scenario.lanes[0]).toMatchObject({
      settings: { consumer: { "session.timeout.ms": 500, "heartbeat.interval.ms": 166 } },
    });
    undo();
    expect(useRun.getState().run).toBe(original);
  });
});

describe("from now on", () => {
  beforeEach(() => usePlayback.setState({ playheadUs: 5_200_000 }));
  const last = () => useRun.getState().run.script.at(-1);

  test("a command at the shown instant; the run before it stays as it was, and nothing waits", () => {
    expect(applySettings(payment1, session(9000), "now", kafka)).toBeNull();
    expect(last()).toEqual({
      id: "set-1",
      when: { atMs: 5200 },
      lanes: ["kafka"],
      action: { do: "set", part: "payment-1", setting: "session.timeout.ms", value: 9000 },
    });
    expect(useRun.getState().edited).toBeNull();
    expect(sessionInRun()).toBe(3000);
  });

  test("a second value at the same instant takes the place of the first", () => {
    applySettings(payment1, session(9000), "now", kafka);
    applySettings(payment1, session(8000), "now", kafka);
    const sets = useRun.getState().run.script.filter(({ action }) => action.do === "set");
    expect(sets).toHaveLength(1);
    expect(sets[0].action).toMatchObject({ value: 8000 });
  });

  test("it must go together with what the part has by then, and the way out is a command too", () => {
    const changes = [{ id: "set-9", at: 1, part: "payment-1", setting: "heartbeat.interval.ms", value: 2500 }];
    const { spec } = settingsHere(kafka, "payment-1", parts, changes);
    const refusal = applySettings(payment1, session(2000), "now", spec);
    expect(refusal?.contradiction?.fix.value).toBe(666);
    applySettings(payment1, [refusal?.contradiction?.fix ?? fail(), ...session(2000)], "now", spec);
    expect(
      useRun
        .getState()
        .run.script.filter(({ action }) => action.do === "set")
        .map(({ action }) => action),
    ).toMatchObject([
      { setting: "heartbeat.interval.ms", value: 666 },
      { setting: "session.timeout.ms", value: 2000 },
    ]);
  });

  test("the way out of a warning mends the value where it was decided", () => {
    const wanted = { owner: "topic", name: "min.insync.replicas", value: 4 } as const;
    applySettings({ lane: 0, part: "broker-1" }, [wanted], "now", kafka);
    mendSetting(0, { ...wanted, value: 2 }, last()?.id);
    expect(last()?.action).toMatchObject({ do: "set", value: 2 });
    mendSetting(0, { ...wanted, value: 1 }, undefined);
    expect(useRun.getState().run.scenario.lanes[0]).toMatchObject({ settings: { topics: [{ config: { "min.insync.replicas": 1 } }] } });
  });
});

describe("what is said before", () => {
  const here = (part: string) => settingsHere(kafka, part, parts, []);

  test("who restarts: the part, all members of a service, the controller, or nobody", () => {
    const words = (part: string, name: string) => restartWords(info(name), here(part).restarted(info(name)));
    expect(words("payment-1", "session.timeout.ms")).toBe("From now on: payment-1 restarts");
    expect(words("payment", "session.timeout.ms")).toBe("From now on: payment-1 and payment-2 restart");
    expect(words("broker-2", "broker.session.timeout.ms")).toBe("From now on: controller restarts");
    expect(words("broker-2", "min.insync.replicas")).toBe("From now on");
  });

  test("a part that is down takes it at its next start", () => {
    const down = settingsHere(kafka, "payment-1", [{ part: "payment-1", status: "crashed" }], []);
    expect(restartWords(info("session.timeout.ms"), down.restarted(info("session.timeout.ms")))).toBe("From its next start on");
  });

  test("a value knows since when it is in force, and what it was; changes of other lanes and parts do not count", () => {
    const set = (id: string, atMs: number, part: string, value: number, lanes?: string[]) => ({
      command: { id, when: { atMs }, lanes, action: { do: "set", part, setting: "session.timeout.ms", value } as const },
      lanes: [],
    });
    const waiting = {
      command: {
        id: "waiting",
        when: { after: "MessageSent", message: 2, delayMs: 0 },
        action: { do: "set", part: "payment-2", setting: "fetch.min.bytes", value: 9 } as const,
      },
      lanes: [
        { lane: 0, startUs: 7_000_000, anchor: 1 },
        { lane: 1, startUs: 6_000_000, anchor: 2 },
      ],
    };
    const changes = changesOf("kafka", 0, [
      waiting,
      set("late", 9000, "payment-1", 7000),
      set("early", 5000, "payment", 8000, ["kafka"]),
      set("elsewhere", 6000, "payment-1", 1, ["rabbitmq"]),
    ]);
    expect(changes.map(({ id, at }) => [id, at])).toEqual([
      ["early", 5_000_000],
      ["waiting", 7_000_000],
      ["late", 9_000_000],
    ]);
    expect(settingsHere(kafka, "payment-1", parts, changes).since(info("session.timeout.ms"))).toEqual({ at: 9_000_000, before: 3000 });
    expect(settingsHere(kafka, "payment-2", parts, changes).value(info("session.timeout.ms"))).toBe(8000);
    expect(settingsHere(kafka, "broker-1", parts, changes).since(info("session.timeout.ms"))).toBeUndefined();
  });

  test("the lane's own words are those in force", () => {
    const brokers = [{ part: "broker-1", status: "up" as const, role: "kafka broker" }];
    const changes = [{ id: "set-1", at: 1, part: "broker-1", setting: "min.insync.replicas", value: 3 }];
    expect(laneNow(kafka, brokers, changes)).toMatchObject({ settings: { topics: [{ config: { "min.insync.replicas": 3 } }] } });
    expect(laneNow(kafka, brokers, [])).toBe(kafka);
  });
});
