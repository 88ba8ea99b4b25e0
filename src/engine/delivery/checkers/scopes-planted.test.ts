import { plant } from "./planted.test-util.ts";

/** The scopes between: what the log holds, and what is handed out. The ends of the chain stand in scopes.test.ts. */

plant(
  "at-most-once: log",
  [
    ["stored twice", [1], (h) => h.published(1).stored(1, { position: 1 }).end()],
    ["stored three times", [1, 1], (h) => h.published(1).stored(1, { position: 1 }).stored(1, { position: 2 }).end()],
    ["the second attempt was stored as well", [1], (h) => h.published(1).sent(1, { attempt: 2 }).stored(1, { position: 1 }).end()],
    ["one of two", [2], (h) => h.published(1).published(2, 1).stored(2, { position: 2 }).end()],
    ["after a crash of the broker", [1], (h) => h.published(1).crash("broker").stored(1, { position: 1 }).end()],
  ],
  [
    ["two attempts, one copy", "held", (h) => h.published(1).sent(1, { attempt: 2 }).end()],
    ["in two places, one for each destination", "not exercised", (h) => h.published(1).routed(1, "e", "r").stored(1, { place: "r" }).end()],
    ["stored once, delivered twice", "not exercised", (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).end()],
    ["lost", "held", (h) => h.published(1).crash("broker").erased(1).end()],
    ["overwritten by a new leader", "held", (h) => h.published(1).sent(1, { attempt: 2 }).stored(1, { epoch: 1, by: "broker-2" }).end()],
    ["the run goes on", "open", (h) => h.published(1)],
  ],
);

plant(
  "at-most-once: deliveries",
  [
    ["delivered twice", [1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).end()],
    ["three times", [1, 1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).delivered(1, { flagged: 1 }).end()],
    ["to another consumer, and not marked", [1], (h) => h.published(1).delivered(1).delivered(1, { to: "b" }).end()],
    ["of two, the second", [2], (h) => h.published(1).published(2, 1).delivered(1).delivered(2).delivered(2, { flagged: 1 }).end()],
    ["before the run ends", [1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 })],
  ],
  [
    [
      "once at each of two destinations",
      "not exercised",
      (h) => h.published(1).routed(1, "e").delivered(1).delivered(1, { destination: "e" }).end(),
    ],
    ["stored twice, delivered once", "not exercised", (h) => h.published(1).stored(1, { position: 1 }).delivered(1).end()],
    ["never, after a crash", "held", (h) => h.published(1).crash("consumer").end()],
    ["once, after a crash", "held", (h) => h.published(1).crash("consumer").processed(1).settled(1).end()],
    ["calm", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
    ["the run goes on", "open", (h) => h.published(1).delivered(1)],
  ],
);

plant(
  "at-least-once: log",
  [
    ["lost with its only copy", [1], (h) => h.published(1).crash("broker").erased(1).end()],
    ["confirmed and never stored", [1], (h) => h.sent(1).routed(1).confirmed(1).end()],
    ["at one of two places", [1], (h) => h.published(1).routed(1, "e", "r").stored(1, { place: "r" }).erased(1, { place: "r" }).end()],
    ["cut off by a new leader", [1], (h) => h.published(1).crash("broker").cut(0).end()],
    ["two of three", [1, 3], (h) => h.published(1).published(2, 1).published(3, 2).erased(1).erased(3, { position: 2 }).end()],
  ],
  [
    ["never confirmed", "held", (h) => h.sent(1).routed(1).stored(1).crash("broker").erased(1).end()],
    ["removed by a rule", "held", (h) => h.published(1).crash("broker").dropped(1).end()],
    ["stored, and waiting for a consumer", "held", (h) => h.published(1).crash("broker").started("broker").end()],
    ["settled, then the copy went", "held", (h) => h.published(1).processed(1).settled(1).crash("broker").erased(1).end()],
    [
      "lost at the consumer: not the fault of the log",
      "not exercised",
      (h) => h.published(1).delivered(1).settled(1).crash("consumer").end(),
    ],
    ["calm", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
  ],
);

plant(
  "effectively-once: deliveries",
  [
    ["nobody comes for it any more", [1], (h) => h.published(1).crash("consumer").end()],
    ["delivered twice", [1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).end()],
    ["settled without a delivery", [1], (h) => h.published(1).settled(1).end()],
    ["one too many, one missing", [1, 2], (h) => h.published(1).delivered(1).delivered(1, { to: "b" }).published(2, 1).settled(2).end()],
    ["never sent", [1], (h) => h.delivered(1).end()],
    ["refused, and delivered all the same", [1], (h) => h.sent(1).routed(1).stored(1).refused(1).delivered(1).end()],
  ],
  [
    ["once, after a crash", "held", (h) => h.published(1).crash("consumer").processed(1).settled(1).end()],
    ["lost in the store: not the fault of this path", "held", (h) => h.published(1).crash("broker").erased(1).crash("consumer").end()],
    ["refused, and nothing came of it", "held", (h) => h.sent(1).refused(1).published(2).processed(2).settled(2).crash("consumer").end()],
    ["waiting when the run is cut off", "open", (h) => h.published(1).crash("consumer").end({ atRest: false })],
    ["calm", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
    ["the run goes on", "open", (h) => h.published(1).delivered(1)],
  ],
);
