import { plant } from "./planted.test-util.ts";

plant(
  "O3",
  [
    ["two consumers of one queue", [1], (h) => h.published(1).published(2, 1).effect(2, { by: "b" }).effect(1, { by: "a" }).end()],
    ["two late ones", [1, 2], (h) => h.published(1).published(2, 1).published(3, 2).effect(3).effect(1).effect(2).end()],
    [
      "at one destination only",
      [1],
      (h) => h.published(1).published(2, 1).effect(1).effect(2).effect(2, { destination: "e" }).effect(1, { destination: "e" }).end(),
    ],
    ["before the run ends", [1], (h) => h.published(1).published(2, 1).effect(2).effect(1)],
    [
      "in one key of two",
      [1],
      (h) => {
        h.keys = { 2: "other", 4: "other" };
        h.published(1).published(2, 1).published(3, 2).published(4, 3).effect(2).effect(3).effect(1).effect(4).end();
      },
    ],
    ["the first effect counts", [1], (h) => h.published(1).published(2, 1).effect(2).effect(1).effect(2).end()],
  ],
  [
    [
      "different keys",
      "not exercised",
      (h) => {
        h.keys = { 1: "a", 2: "b" };
        h.published(1).published(2, 1).effect(2, { by: "b" }).effect(1, { by: "a" }).end();
      },
    ],
    [
      "two producers",
      "not exercised",
      (h) => h.published(1, 0, "one").published(2, 1, "two").effect(2, { by: "b" }).effect(1, { by: "a" }).crash("consumer").end(),
    ],
    ["an older message again", "held", (h) => h.published(1).published(2, 1).effect(1).effect(2).effect(1, { by: "b" }).end()],
    ["different destinations", "not exercised", (h) => h.published(1).published(2, 1).effect(2).effect(1, { destination: "e" }).end()],
    ["in order with two consumers", "held", (h) => h.published(1).published(2, 1).effect(1, { by: "a" }).effect(2, { by: "b" }).end()],
    [
      "delivered late, effects in order",
      "held",
      (h) => h.published(1).published(2, 1).delivered(2).delivered(1).effect(1, { by: "a" }).effect(2, { by: "b" }).end(),
    ],
    ["one consumer, no fault", "not exercised", (h) => h.published(1).published(2, 1).effect(1).effect(2).end()],
  ],
);

plant(
  "O4",
  [
    [
      "the second before the first, and a third elsewhere",
      [1],
      (h) => h.published(1).published(2, 1).published(3, 2).delivered(3, { to: "b" }).delivered(2).delivered(1).end(),
    ],
    ["by one consumer", [1], (h) => h.published(1).published(2, 1).delivered(2).delivered(1).end()],
    ["two behind", [1, 2], (h) => h.published(1).published(2, 1).published(3, 2).delivered(3).delivered(1).delivered(2).end()],
    ["by position, whatever the number", [5], (h) => h.published(5).published(2, 1).delivered(2).delivered(5).end()],
    ["the first delivery counts", [1], (h) => h.published(1).published(2, 1).delivered(2).delivered(1).delivered(2, { flagged: 1 }).end()],
  ],
  [
    [
      "a redelivery behind",
      "held",
      (h) => h.published(1).published(2, 1).delivered(1).delivered(2).returned(1).delivered(1, { flagged: 1 }).end(),
    ],
    [
      "different places",
      "not exercised",
      (h) => h.sent(1).routed(1).stored(1).sent(2).routed(2, "d", "r").stored(2, { place: "r" }).delivered(2).delivered(1).end(),
    ],
    [
      "different destinations",
      "not exercised",
      (h) => h.published(1).published(2, 1).routed(1, "e").delivered(2).delivered(1, { destination: "e" }).end(),
    ],
    [
      "two consumers, each in order, whatever the order between them (R-ORD-01)",
      "held",
      (h) =>
        h
          .published(1)
          .published(2, 1)
          .published(3, 2)
          .published(4, 3)
          .delivered(2, { to: "b" })
          .delivered(1)
          .delivered(4, { to: "b" })
          .delivered(3)
          .end(),
    ],
    [
      "handed out before, seen first as a redelivery",
      "held",
      (h) => h.published(1).published(2, 1).published(3, 2).delivered(2).delivered(3).crash("broker").delivered(1, { flagged: 1 }).end(),
    ],
    [
      "in the order of the queue, not of numbers",
      "held",
      (h) => h.published(5).published(2, 1).published(3, 2).delivered(3, { to: "b" }).delivered(5).delivered(2).end(),
    ],
    ["calm", "not exercised", (h) => h.published(1).published(2, 1).delivered(1).delivered(2).end()],
    ["the run goes on", "open", (h) => h.published(1).published(2, 1).delivered(2).wait(1)],
  ],
);
