import { describe, expect, test } from "vitest";
import { BrokerStage, partition } from "./broker-stage.test-util.ts";
import type { BrokerHeartbeat, BrokerRegistration } from "./protocol.ts";

const silent = () => null;
/** The controller's answer to heartbeats: lets the broker go or not. */
const answerWith =
  (shouldShutDown: boolean) =>
  ({ correlation }: { type: string; correlation: number }) => ({
    type: "BrokerHeartbeatResponse",
    correlation,
    error: "NONE",
    fenced: false,
    shouldShutDown,
  });
const heartbeats = (stage: BrokerStage) => stage.noted("controller").filter(({ message }) => message.type === "BrokerHeartbeat");
const registrations = (stage: BrokerStage) => stage.received<BrokerRegistration>("controller", "BrokerRegistration");
const register = ({ correlation }: { type: string; correlation: number }) => ({
  type: "BrokerRegistrationResponse",
  correlation,
  error: "NONE",
  brokerEpoch: 77,
});

describe("K-CTL-01: the next heartbeat follows the answer", () => {
  test("every broker.heartbeat.interval.ms while it is answered", () => {
    const stage = new BrokerStage();
    stage.runMs(10_000);
    const times = heartbeats(stage).map(({ atMs }) => atMs);
    expect(times.slice(1).map((at, i) => at - times[i])).toEqual([2002, 2002, 2002, 2002]); // an answer takes 2 ms
  });

  test("without one there is no other, until the request has timed out after half a session; then on another connection", () => {
    const stage = new BrokerStage();
    stage.runToMs(4500);
    stage.answer("controller", "BrokerHeartbeat", silent);
    const before = heartbeats(stage).length;
    stage.runMs(6000);
    const unanswered = heartbeats(stage).slice(before);
    expect(unanswered.length).toBe(1);
    stage.runMs(1000);
    const [first, second] = heartbeats(stage).slice(before);
    expect(second.atMs - first.atMs).toBeGreaterThan(4500);
    expect(second.atMs - first.atMs).toBeLessThan(4700);
    expect(second.connection).not.toBe(first.connection);
  });

  test("whatever else there is to say meanwhile", () => {
    const stage = new BrokerStage();
    stage.runToMs(4500);
    stage.answer("controller", "BrokerHeartbeat", silent);
    stage.runMs(2500);
    const before = heartbeats(stage).length;
    stage.do({ do: "tell", process: "broker-1", message: { type: "Stop" } });
    stage.runMs(500);
    expect(heartbeats(stage).length).toBe(before);
  });

  test("however often the connection breaks there is one at a time", () => {
    const stage = new BrokerStage();
    for (let i = 0; i < 10; i++) {
      stage.hangUp("controller", "broker-1");
      stage.runMs(300);
    }
    const before = heartbeats(stage).length;
    stage.runMs(20_100);
    expect(heartbeats(stage).length - before).toBe(10);
  });
});

describe("K-CTL-03: a restart", () => {
  const restarted = (answer: (request: { type: string; correlation: number }) => object) => {
    const stage = new BrokerStage();
    stage.answer("controller", "BrokerRegistration", answer as never);
    stage.do({ do: "crash", process: "broker-1" });
    stage.do({ do: "restart", process: "broker-1" });
    return stage;
  };
  const times = (stage: BrokerStage, type: string) =>
    stage
      .noted("controller")
      .filter(({ message }) => message.type === type)
      .map(({ atMs }) => atMs);
  const pauses = (list: readonly number[]) => list.slice(1).map((at, i) => at - list[i]);

  test("a refused registration is tried again after broker.heartbeat.interval.ms, however often", () => {
    const stage = restarted((request) => ({ ...register(request), error: "DUPLICATE_BROKER_REGISTRATION" }));
    stage.runMs(20_100);
    expect(pauses(times(stage, "BrokerRegistration"))).toEqual(Array.from({ length: 10 }, () => 2002)); // an answer takes 2 ms
  });

  test("once registered it shows what it has read every 10 ms until it is unfenced, then at the usual interval", () => {
    const stage = restarted(register);
    let fenced = true;
    stage.answer("controller", "BrokerHeartbeat", (request: { type: string; correlation: number }) => ({
      ...answerWith(false)(request),
      fenced,
    }));
    const before = heartbeats(stage).length;
    stage.runMs(40);
    fenced = false;
    stage.runMs(5000);
    const [registration] = times(stage, "BrokerRegistration");
    const seen = times(stage, "BrokerHeartbeat").slice(before);
    expect(seen[0] - registration).toBe(2);
    expect(pauses(seen)).toEqual([12, 12, 12, 2002, 2002]);
  });

  test("one that is told to end before it was unfenced ends at once", () => {
    const stage = restarted(register);
    stage.answer("controller", "BrokerHeartbeat", (request: { type: string; correlation: number }) => ({
      ...answerWith(false)(request),
      fenced: true,
    }));
    stage.runMs(50);
    stage.do({ do: "tell", process: "broker-1", message: { type: "Stop" } });
    stage.runMs(1);
    expect(stage.status("broker-1")).toBe("stopped");
  });
});

describe("K-BRK-54: an orderly end", () => {
  const stop = (stage: BrokerStage) => stage.do({ do: "tell", process: "broker-1", message: { type: "Stop" } });

  test("is asked for at once; until the controller grants it the broker serves on", () => {
    const stage = new BrokerStage();
    stop(stage);
    stage.runMs(2);
    expect(stage.received<BrokerHeartbeat>("controller", "BrokerHeartbeat").at(-1)?.wantShutDown).toBe(true);
    const before = heartbeats(stage).length;
    stage.runMs(60);
    expect(heartbeats(stage).length - before).toBe(1); // the first look comes sooner than the interval
    stage.runMs(10_000);
    expect(stage.status("broker-1")).toBe("up");
    expect(stage.produce([1])).toMatchObject({ error: "NONE" });
    stage.decide({ leader: 2, leaderEpoch: 1, isr: [2, 3] });
    expect(stage.produce([2])).toMatchObject({ error: "NOT_LEADER_OR_FOLLOWER", currentLeader: { leader: 2, leaderEpoch: 1 } });
    stage.answer("controller", "BrokerHeartbeat", answerWith(true));
    stage.runMs(2100);
    expect(stage.status("broker-1")).toBe("stopped");
  });

  test("is asked for right after the answer to a heartbeat that is under way, and never at once after a refusal", () => {
    const asked = (error: "NONE" | "STALE_BROKER_EPOCH") => {
      const stage = new BrokerStage();
      stage.runToMs(heartbeats(stage)[0].atMs + 2001); // a moment before the next one leaves
      stage.answer("controller", "BrokerHeartbeat", (request: { type: string; correlation: number }) => ({
        ...answerWith(false)(request),
        error,
      }));
      stage.answer("controller", "BrokerRegistration", register);
      const before = heartbeats(stage).length;
      stage.runMs(0.5);
      stop(stage);
      stage.runMs(40); // the first look after that would come 50 ms after an answer
      return heartbeats(stage)
        .slice(before)
        .map(({ message }) => (message as unknown as BrokerHeartbeat).wantShutDown);
    };
    expect(asked("NONE")).toEqual([false, true]);
    expect(asked("STALE_BROKER_EPOCH")).toEqual([false]);
  });

  test("brings everything to the disk: a power loss after it takes nothing", () => {
    const stage = new BrokerStage([partition({ isr: [1] })]);
    stage.produce([1, 2]);
    stage.answer("controller", "BrokerHeartbeat", answerWith(true));
    stop(stage);
    stage.runMs(3000);
    stage.do({ do: "powerLoss", host: "broker-1" });
    expect(stage.log()).toEqual(["1@0", "2@1"]);
    expect(stage.replica()).toMatchObject({ flushedTo: 2, highWatermark: 2 });
  });

  test("leaves the epoch of its life for the next registration, once (K-CTL-09)", () => {
    const stage = new BrokerStage();
    stage.answer("controller", "BrokerRegistration", register);
    stage.answer("controller", "BrokerHeartbeat", answerWith(true));
    stop(stage);
    stage.runMs(3000);
    stage.answer("controller", "BrokerHeartbeat", answerWith(false));
    stage.do({ do: "restart", process: "broker-1" });
    stage.runMs(10);
    expect(registrations(stage).map(({ previousBrokerEpoch }) => previousBrokerEpoch)).toEqual([1]);
    stage.do({ do: "crash", process: "broker-1" });
    stage.do({ do: "restart", process: "broker-1" });
    stage.runMs(10);
    expect(registrations(stage).map(({ previousBrokerEpoch }) => previousBrokerEpoch)).toEqual([1, -1]);
  });

  test("without a controller it comes after five minutes all the same", () => {
    const stage = new BrokerStage();
    stage.do({ do: "crash", process: "controller" });
    stop(stage);
    stage.runMs(299_000);
    expect(stage.status("broker-1")).toBe("up");
    stage.runMs(2000);
    expect(stage.status("broker-1")).toBe("stopped");
  });
});

describe("K-CON-11: waits of a broker have their limits", () => {
  test("a leader that is silent is given up after replica.socket.timeout.ms, and fetched from again", () => {
    const stage = new BrokerStage([partition({ leader: 2 })]);
    const fetches = () => stage.noted("broker-2").filter(({ message }) => message.type === "Fetch");
    expect(fetches().length).toBe(1);
    stage.runMs(29_000);
    expect(fetches().length).toBe(1);
    stage.runMs(3000);
    expect(fetches().length).toBe(2);
    expect(fetches()[1].connection).not.toBe(fetches()[0].connection);
  });

  test("after an error a partition is left alone for replica.fetch.backoff.ms, and asked for once", () => {
    const stage = new BrokerStage([partition({ leader: 2 })]);
    const fetches = () => stage.noted("broker-2").filter(({ message }) => message.type === "Fetch");
    stage.answer("broker-2", "Fetch", ({ correlation }: { type: string; correlation: number }) => ({
      type: "FetchResponse",
      correlation,
      partitions: [{ name: "t-0", error: "UNKNOWN_LEADER_EPOCH", highWatermark: -1, logStartOffset: -1, records: [] }],
    }));
    stage.decide({ isr: [2, 3] });
    stage.hangUp("broker-2", fetches()[0].connection);
    stage.runMs(10_500);
    expect(fetches().length).toBe(11);
  });
});
