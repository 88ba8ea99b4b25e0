import { expect, test } from "vitest";
import { type HistoryScript, history, testService } from "../history-script.test-util.ts";
import { findVerdict } from "./index.ts";
import { plant } from "./planted.test-util.ts";

plant(
  "at-most-once: effects",
  [
    ["two effects", [1], (h) => h.published(1).effect(1).effect(1).end()],
    ["three effects", [1, 1], (h) => h.published(1).effect(1).effect(1).effect(1).end()],
    ["before the end", [1], (h) => h.published(1).effect(1).effect(1)],
    ["never confirmed", [1], (h) => h.sent(1).effect(1).effect(1).end()],
    [
      "at the second destination",
      [1],
      (h) => h.published(1).routed(1, "e").effect(1).effect(1, { destination: "e" }).effect(1, { destination: "e" }).end(),
    ],
  ],
  [
    ["two deliveries, one effect", "held", (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).effect(1).end()],
    ["two copies, one effect", "held", (h) => h.published(1).sent(1, { attempt: 2 }).stored(1, { position: 1 }).effect(1).end()],
    ["lost", "held", (h) => h.published(1).crash("broker").erased(1).end()],
    ["two destinations", "not exercised", (h) => h.published(1).routed(1, "e").effect(1).effect(1, { destination: "e" }).end()],
    ["nothing at all", "not exercised", (h) => h.crash("broker").end()],
    ["delivered once, begun once", "not exercised", (h) => h.published(1).processed(1).end()],
    ["the run goes on", "open", (h) => h.published(1).effect(1)],
  ],
);

plant(
  "at-least-once: effects",
  [
    ["nobody comes for it any more", [1], (h) => h.published(1).crash("consumer").end()],
    ["lost in the store", [1], (h) => h.published(1).erased(1).crash("broker").end()],
    ["lost at the consumer", [1], (h) => h.published(1).delivered(1).settled(1).crash("consumer").end()],
    [
      "at one of two destinations",
      [1],
      (h) => h.published(1).routed(1, "e", "r").stored(1, { place: "r" }).effect(1).erased(1, { place: "r" }).end(),
    ],
    ["confirmed and never stored", [1], (h) => h.sent(1).confirmed(1).processed(2).end()],
    ["two of three", [1, 3], (h) => h.published(1).published(2, 1).published(3, 2).processed(2).erased(1).erased(3, { position: 2 }).end()],
  ],
  [
    ["never confirmed", "held", (h) => h.sent(1).routed(1).stored(1).erased(1).crash("broker").end()],
    ["removed by a rule", "held", (h) => h.published(1).dropped(1).crash("broker").end()],
    ["waiting when the run is cut off", "open", (h) => h.published(1).crash("consumer").end({ atRest: false })],
    ["at work at the end", "open", (h) => h.published(1).delivered(1).begun(1).crash("broker").end()],
    ["effect, then the copy went", "held", (h) => h.published(1).effect(1).crash("broker").erased(1).end()],
    ["known to the database", "held", (h) => h.published(1).skipped(1).settled(1).crash("consumer").end()],
    ["the run goes on", "open", (h) => h.published(1)],
  ],
);

plant(
  "effectively-once: effects",
  [
    ["nobody comes for it any more", [1], (h) => h.published(1).crash("consumer").end()],
    ["twice", [1], (h) => h.published(1).effect(1).effect(1).end()],
    ["never", [1], (h) => h.published(1).erased(1).end()],
    ["one too many, one missing", [1, 2], (h) => h.published(1).effect(1).effect(1).published(2, 1).erased(2, { position: 1 }).end()],
    ["refused, and charged all the same", [1], (h) => h.sent(1).effect(1).refused(1).end()],
    ["never sent", [1], (h) => h.effect(1).end()],
    ["twice, before the end", [1], (h) => h.published(1).effect(1).effect(1)],
  ],
  [
    ["once, after a crash", "held", (h) => h.published(1).delivered(1).crash("consumer").processed(1, "b").settled(1).end()],
    ["once, though not confirmed", "held", (h) => h.sent(1).stored(1).effect(1).crash("broker").end()],
    ["refused, and nothing came of it", "held", (h) => h.sent(1).refused(1).published(2).processed(2).crash("broker").end()],
    ["refused, then sent again", "held", (h) => h.sent(1).refused(1).sent(1, { attempt: 2 }).stored(1).confirmed(1).effect(1).end()],
    ["waiting when the run is cut off", "open", (h) => h.published(1).crash("consumer").end({ atRest: false })],
    ["charged before it is sent, the run goes on", "open", (h) => h.effect(1)],
    ["calm", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
  ],
);

plant(
  "effectively-once: log",
  [
    ["stored twice", [1], (h) => h.published(1).stored(1, { position: 1 }).end()],
    ["lost", [1], (h) => h.published(1).erased(1).end()],
    ["refused and there", [1], (h) => h.sent(1).routed(1).stored(1).refused(1).end()],
    ["never sent", [1], (h) => h.routed(1).stored(1).end()],
    ["stored three times", [1, 1], (h) => h.published(1).stored(1, { position: 1 }).stored(1, { position: 2 }).end()],
  ],
  [
    ["refused, and gone", "held", (h) => h.sent(1).routed(1).stored(1).erased(1).refused(1).crash("broker").end()],
    ["stored once, sent twice", "held", (h) => h.sent(1).sent(1, { attempt: 2 }).routed(1).stored(1).confirmed(1).end()],
    ["the first copy was overwritten", "held", (h) => h.published(1).sent(1, { attempt: 2 }).stored(1, { epoch: 1, by: "broker-2" }).end()],
    ["a consumer's crash is not on this path", "not exercised", (h) => h.published(1).delivered(1).crash("consumer").end()],
    ["the run goes on", "open", (h) => h.published(1).stored(1, { position: 1 }).cut(1)],
  ],
);

plant(
  "at-least-once: deliveries",
  [
    ["nobody comes for it any more", [1], (h) => h.published(1).crash("consumer").end()],
    ["settled without a delivery", [1], (h) => h.published(1).settled(1).end()],
    ["an offset passed it", [1], (h) => h.published(1).delivered(2).offset(1).end()],
    ["lost on the way after an automatic ack", [1], (h) => h.gained("consumer").published(1).settledAndLost(1).end()],
    ["at one destination", [1], (h) => h.published(1).routed(1, "e").processed(1).settled(1).settled(1, "e").end()],
    ["two", [1, 2], (h) => h.published(1).published(2, 1).offset(2).end()],
  ],
  [
    ["lost in the store: not the fault of this path", "held", (h) => h.published(1).crash("broker").erased(1).end()],
    ["delivered, settled, never processed", "held", (h) => h.published(1).delivered(1).settled(1).crash("consumer").end()],
    ["waiting when the run is cut off", "open", (h) => h.published(1).crash("consumer").end({ atRest: false })],
    ["never stored", "not exercised", (h) => h.sent(1).confirmed(1).subscribed("d", "q").end()],
    ["calm", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
    ["delivered twice", "held", (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).end()],
  ],
);

test("a checker's bare name means its effects", () => {
  const { verdicts } = history().published(1).effect(1).effect(1).end().judge();
  expect(findVerdict(verdicts, "at-most-once")?.checker).toBe("at-most-once: effects");
  expect(findVerdict(verdicts, "C6")?.verdict).toBe("broken");
  expect(findVerdict(verdicts, "C99")).toBeUndefined();
});

test("a service that does not want a type is owed nothing", () => {
  const script = history()
    .sent(1)
    .stored(1)
    .confirmed(1)
    .subscribed("d", "q")
    .subscribed("e", "q")
    .effect(1)
    .crash("broker")
    .started("broker")
    .end();
  script.services = [testService("d"), { ...testService("e"), types: ["order.closed"] }];
  expect(script.verdict("at-least-once: effects").verdict).toBe("held");
  script.types = { 1: "order.closed" };
  expect(script.verdict("at-least-once: effects").verdict).toBe("broken");
  expect(script.verdict("C9").witnesses.map(({ destination }) => destination)).toEqual(["e"]);
});

test("faults of the network count for the lane whose prefix they carry", () => {
  const script = history().published(1).processed(1).settled(1).split("rabbitmq/split-1").end();
  expect(script.verdict("L1").verdict).toBe("held");
  script.prefix = "kafka/";
  expect(script.verdict("L1").verdict).toBe("not exercised");
  script.prefix = "rabbitmq/";
  expect(script.verdict("L1").verdict).toBe("held");
});

test("sentences count in words, and tell the first inversion", () => {
  const late = history().published(1).published(2, 1).published(3, 2).effect(3).effect(1).effect(2).end();
  expect(late.verdict("O3").sentence).toBe(
    "2 effects came after that of a later message of the same key; first #3 before #1; 1 to move to repair it.",
  );
  expect(history().published(1).effect(1).effect(1).end().verdict("C6").sentence).toBe("1 effect too many: the customer paid twice.");
  expect(history().published(1).effect(1).effect(1).effect(1).end().verdict("C6").sentence).toBe(
    "2 effects too many: the customer paid twice.",
  );
  const sentence = (script: HistoryScript) => script.verdict("at-least-once: effects").sentence;
  expect(sentence(history().published(1).crash("consumer").end())).toBe("1 confirmed message never had its effect.");
  expect(sentence(history().published(1).end({ atRest: false }))).toBe("1 message still under way at the end of the run.");
  expect(sentence(history().published(1).delivered(1).begun(1).crash("broker").end())).toBe(
    "1 message still in hand when everything had come to rest.",
  );
});
