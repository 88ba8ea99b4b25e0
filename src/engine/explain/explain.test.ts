import { describe, expect, test } from "vitest";
import { playable } from "../../document/playable.ts";
import type { AnyRun } from "../../worker/protocol.ts";
import { ClaimChecker } from "../claims/check.ts";
import { judgeLane } from "../delivery/checkers/index.ts";
import { withChange } from "../lanes/lane-otherwise.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { Simulation } from "../sim/simulation.ts";
import { type Asked, ask, at, direct, endRun, kafka, rabbit, stagedRun } from "./staged.test-util.ts";
import { STORIES, type Story } from "./stories.test-util.ts";
import type { WhyCard, WhyQuestion, WhyStep } from "./why-card.ts";

function explained(story: Story): Asked & { asks: WhyQuestion; answer: WhyCard } {
  const asked = ask(stagedRun(story));
  const first = asked.question(story.kind);
  const asks = { ...first, message: story.about ?? first.message };
  const answer = asked.card(asks);
  if (answer === null) throw new Error("no explanation");
  return { ...asked, asks, answer };
}

/** Whether the case is there in a simulation that was run to its end, by the checkers alone. */
function happensIn(simulation: Simulation, { kind, message, destination }: WhyQuestion, { facts, played }: Asked): boolean {
  endRun(simulation, played);
  const lanes = simulation.processes.map(({ lane }) => lane);
  const { anomalies } = judgeLane(simulation.history, 0, lanes, facts);
  return anomalies.some((found) => found.kind === kind && found.message === message && found.destination === destination);
}

/** The lane from its start, step by step, in which each scheduled event for which `skip` says so by its number is left out. */
function plainRun(run: AnyRun, omitted: readonly number[]): Simulation {
  const played = playable(run);
  const simulation = played.start();
  while (simulation.nextAt() <= played.pace().durationUs) {
    simulation.omitted = omitted.includes(simulation.handled + 1) ? simulation.handled + 1 : 0;
    simulation.step();
  }
  return simulation;
}

/** Which scheduled event of a plain run records an event. */
function numberOf(run: AnyRun, omitted: readonly number[], event: number): number {
  const simulation = playable(run).start();
  while (simulation.history.length <= event) {
    simulation.omitted = omitted.includes(simulation.handled + 1) ? simulation.handled + 1 : 0;
    simulation.step();
  }
  return simulation.handled;
}

function nameIn({ history }: Simulation, event: number): string {
  return event < 0 ? "" : eventKindInfo(history.kind(event)).name;
}

/** The command of the script that a step carries out, found in the history; null when nobody ordered it. */
function commandOf(step: WhyStep, { history }: Simulation): string | null {
  const cause = history.cause(step.events[0]);
  if (cause < 0 || eventKindInfo(history.kind(cause)).name !== "CommandGiven") return null;
  return history.strings.text(history.a(cause));
}

/** The case without a step: without its command, or without its scheduled event and, up to three times, what brings the same about later. */
function happensWithout(event: number, asks: WhyQuestion, asked: Asked): boolean {
  const { history } = asked.record.simulation;
  const omitted: number[] = [];
  for (let next = event; ; ) {
    omitted.push(numberOf(asked.played.run, omitted, next));
    const simulation = plainRun(asked.played.run, omitted);
    if (!happensIn(simulation, asks, asked)) return false;
    if (omitted.length > 3) return true;
    const [kind, message, a] = [history.kind(event), history.message(event), history.a(event)];
    next = -1;
    for (let id = simulation.history.length - 1; id >= event; id--) {
      const other = simulation.history;
      if (other.kind(id) === kind && other.message(id) === message && (message >= 0 || other.a(id) === a)) next = id;
    }
    if (next < 0) return true;
  }
}

describe.each(STORIES.map((story) => [story.name, story] as const))("%s", (_name, story) => {
  const { answer, asks, record, played, ...rest } = explained(story);
  const asked: Asked = { ...rest, record, played };
  const { simulation } = record;
  const { run } = played;
  const without = (left: readonly string[]): AnyRun => ({ ...run, script: run.script.filter(({ id }) => !left.includes(id)) });

  test("is told in these steps", () => {
    expect(answer.steps.map(({ title }) => title)).toEqual(story.titles);
    const details = answer.steps.map(({ detail }) => detail).join("\n");
    for (const name of story.names) expect(details).toContain(name);
  });

  test("in at most seven, of at most six words, in the order of time, each at an event of its own", () => {
    expect(answer.steps.length).toBeLessThanOrEqual(7);
    for (const { title, detail } of answer.steps) {
      expect(title.split(" ").length).toBeLessThanOrEqual(6);
      expect(detail).toMatch(/^[\w#].*\.$/);
      expect(detail).not.toMatch(/undefined|NaN|null/);
    }
    const times = answer.steps.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    const firsts = answer.steps.map(({ events }) => events[0]);
    expect(new Set(firsts).size).toBe(firsts.length);
    for (const { at: instant, events, processes } of answer.steps) {
      expect(simulation.history.at(events[0])).toBe(instant);
      expect(processes.length).toBeGreaterThan(0);
      for (const name of processes) expect(simulation.process(name)).toBeDefined();
    }
  });

  test("W1: without any step that was tried it does not happen", { timeout: 30_000 }, () => {
    const tried = answer.steps.filter(({ proof }) => proof === "tried");
    for (const step of tried) {
      const command = commandOf(step, simulation);
      if (command !== null) {
        const end = nameIn(simulation, simulation.history.cause(simulation.history.cause(step.events[0]))) === "CommandGiven";
        const changed = end ? plainRun(run, [numberOf(run, [], step.events[0])]) : plainRun(without([command]), []);
        expect(`${step.title}: ${happensIn(changed, asks, asked)}`).toBe(`${step.title}: false`);
      } else expect(`${step.title}: ${happensWithout(step.events[0], asks, asked)}`).toBe(`${step.title}: false`);
    }
    const subject = answer.steps.filter(({ proof }) => proof === "question");
    expect(subject.length).toBeGreaterThanOrEqual(1);
  });

  /** Commands that the steps carry out, or that brought in the parts they tell of. */
  function shownCommands(): string[] {
    return answer.steps.flatMap(({ events }) =>
      events.flatMap((event) => {
        let cause = event;
        const commands: string[] = [];
        // For a part that was brought in: back along the first causes to the command that did it.
        while (cause >= 0) {
          if (nameIn(simulation, cause) === "CommandGiven") commands.push(simulation.history.strings.text(simulation.history.a(cause)));
          cause = simulation.history.cause(cause);
        }
        return commands;
      }),
    );
  }

  test("W1: with no other commands than those of its steps it happens all the same, and not without one that stands for several", () => {
    const shown = shownCommands();
    const others = run.script.map(({ id }) => id).filter((id) => !shown.includes(id));
    expect(happensIn(plainRun(without(others), []), asks, asked)).toBe(true);
    for (const step of answer.steps.filter(({ proof }) => proof === "either")) {
      const command = commandOf(step, simulation) ?? "";
      expect(shown).toContain(command);
      expect(happensIn(plainRun(without([...others, command]), []), asks, asked)).toBe(false);
    }
  });

  test("no claim is contradicted by the history", () => {
    const checker = new ClaimChecker(simulation, asked.played, asked.facts, 0);
    const claims = answer.steps.flatMap((step) => step.claims);
    expect(claims.filter((claim) => !checker.holds(claim))).toEqual([]);
    expect(claims.length).toBeGreaterThanOrEqual(2 * answer.steps.length);
  });

  test("what would prevent it was tried: with that change it does not happen", () => {
    expect(answer.prevention.setting ?? null).toBe(story.prevention);
    const { change } = answer.prevention;
    expect(change === undefined).toBe(story.prevention === null);
    for (const found of [change, ...answer.alternatives.map((other) => other.change)]) {
      if (found !== undefined) expect(happensIn(plainRun(withChange(run, 0, found, asked.played.systems), []), asks, asked)).toBe(false);
    }
  });
});

describe("which steps", () => {
  const crashOf = (part: string, id: string, delayMs = 5) => ({
    id,
    when: { after: "EffectConfirmed", message: 5, delayMs },
    action: { do: "crash", part } as const,
  });

  test("faults that have nothing to do with it are left out, also when they came before", () => {
    const unrelated = at(2500, { do: "freeze", part: "payment-2" }, 200);
    const asked = ask(stagedRun({ lane: kafka(), script: [unrelated, crashOf("payment-1", "crash")] }));
    const answer = asked.card(asked.question("duplicated"));
    expect(answer?.steps.map(({ title }) => title)).toContain("payment-1 crashed before the commit");
    expect(answer?.steps.some(({ title }) => /froze/.test(title))).toBe(false);
    expect(answer?.steps[0].title).toBe("order-svc sent #5");
  });

  test("where two faults would each have been enough, one of them is told", () => {
    // The second crash finds the process down, unless the first is left out.
    const script = [crashOf("payment-1", "first", 5), crashOf("payment-1", "second", 8)];
    const asked = ask(stagedRun({ lane: kafka(), script }));
    const answer = asked.card(asked.question("duplicated"));
    expect(answer?.steps.filter(({ title }) => /crashed/.test(title)).map(({ proof }) => proof)).toEqual(["either"]);
  });

  test("a refused call is no loss: the caller knows", () => {
    const script = [at(2000, { do: "crash", part: "payment-1" }), at(2000, { do: "crash", part: "payment-2" }, undefined, "other")];
    const asked = ask(stagedRun({ lane: direct({ retries: 0 }), script }));
    expect(new Set(asked.anomalies.map(({ kind }) => kind))).toEqual(new Set(["failed"]));
    expect(asked.card({ kind: "lost", lane: 0, message: 5, destination: "payment" })).toBeNull();
  });

  test("asked about what did not happen, there is no answer", () => {
    const asked = ask(stagedRun({ lane: rabbit(), script: [] }));
    expect(asked.card({ kind: "duplicated", lane: 0, message: 5, destination: "payment" })).toBeNull();
  });

  test("when the budget ends, the most telling were tried and the card says how many", () => {
    const asked = ask(stagedRun({ lane: kafka(), script: [crashOf("payment-1", "crash")] }));
    const answer = asked.card(asked.question("duplicated"), { reruns: 1, events: 1e9 });
    expect(answer?.remark).toBe("The first 1 of 3 candidates was tried.");
    expect(answer?.steps.map(({ title }) => title)).toEqual([
      "order-svc sent #5",
      "payment-1 charged #5",
      "payment-1 crashed before the commit",
      "payment-2 charged it again",
    ]);
    expect(asked.card(asked.question("duplicated"))?.remark).toBeUndefined();
  });

  test("the same question has the same answer, also after others", () => {
    const asked = ask(stagedRun({ lane: kafka(), script: [crashOf("payment-1", "crash")] }));
    const first = asked.card(asked.question("duplicated"));
    asked.card({ kind: "late", lane: 0, message: 5, destination: "payment" });
    expect(asked.card(asked.question("duplicated"))).toEqual(first);
  });
});
