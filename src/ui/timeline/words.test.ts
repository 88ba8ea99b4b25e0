import { expect, test } from "vitest";
import type { WhyCard } from "../../worker/protocol.ts";
import { type EventReader, faultToEnd } from "./words.ts";

function reader(rows: readonly { kind: string; a?: number; b?: number }[]): EventReader {
  return {
    length: rows.length,
    kind: (id) => rows[id].kind,
    at: () => 0,
    a: (id) => rows[id].a ?? 0,
    b: (id) => rows[id].b ?? 0,
    text: (number) => ["payment"][number] ?? "",
  };
}

function card(...steps: readonly { at: number; event: number }[]): WhyCard {
  return {
    question: { kind: "duplicated", lane: 0, message: 7, destination: "payment" },
    title: "",
    subtitle: "",
    steps: steps.map(({ at, event }) => ({
      title: "",
      detail: "",
      at,
      events: [event],
      processes: [],
      proof: "tried",
      claims: [],
      commands: [],
    })),
    prevention: { sentence: "" },
    alternatives: [],
    reruns: 0,
  };
}

const tableOf = (service: string) => (service === "payment" ? "charges" : "");

test("the span runs from the fault to the last step and names both", () => {
  const history = reader([{ kind: "MessageSent" }, { kind: "ProcessCrashed" }, { kind: "EffectApplied", a: 0, b: 2 }]);
  const steps = card({ at: 1e6, event: 0 }, { at: 7_702_000, event: 1 }, { at: 11_946_000, event: 2 });
  expect(faultToEnd(steps, history, tableOf)).toEqual({
    from: 7_702_000,
    to: 11_946_000,
    label: "crash to second charge, 4.244 s",
    length: "4.244 s",
  });
});

test("without a fault, or with nothing after it, there is no span", () => {
  const history = reader([{ kind: "MessageSent" }, { kind: "ProcessCrashed" }]);
  expect(faultToEnd(card({ at: 1, event: 0 }), history, tableOf)).toBeNull();
  expect(faultToEnd(card({ at: 1, event: 0 }, { at: 2, event: 1 }), history, tableOf)).toBeNull();
  expect(faultToEnd(card({ at: 1, event: 1 }, { at: 3, event: -1 }), history, tableOf)?.label).toBe("crash to step 2, 0.000 s");
});
