import { EffectApplied } from "../events.ts";
import { plant } from "./planted.test-util.ts";

plant(
  "C2",
  [
    ["settled before the work, then a crash", [1], (h) => h.published(1).delivered(1).settled(1).begun(1).crash("consumer").end()],
    ["an offset committed past it", [1], (h) => h.published(1).delivered(1).offset(1).crash("consumer").end()],
    ["an offset past what was never delivered", [1], (h) => h.published(1).offset(1).end()],
    [
      "settled, then a crash, and what it had asked of the database was lost",
      [1],
      (h) => h.published(1).delivered(1).settled(1).begun(1).requested(1).crash("consumer").requestLost(1),
    ],
    [
      "settled, then a crash, and what it had asked of the database never came",
      [1],
      (h) => h.published(1).delivered(1).settled(1).begun(1).requested(1).crash("consumer").end(),
    ],
    [
      "settled, then a crash, and what it had asked of the database was never read there",
      [1],
      (h) => h.published(1).delivered(1).settled(1).begun(1).requested(1).crash("consumer").requestUnread(1),
    ],
    ["automatic ack, lost on the way, at rest", [1], (h) => h.published(1).settled(1).packetLost(1).end()],
    ["automatic ack, lost on the way", [1], (h) => h.gained("consumer").published(1).settledAndLost(1)],
    [
      "automatic ack, unread when its consumer lost power",
      [1],
      (h) => h.gained("consumer").freeze("consumer").published(1).settledAndUnread(1),
    ],
    [
      "automatic ack, stored twice, lost twice",
      [1],
      (h) => h.gained("consumer").published(1).stored(1, { position: 1 }).settledAndLost(1).settledAndUnread(1),
    ],
    ["settled, and the handler threw", [1], (h) => h.published(1).delivered(1).settled(1).begun(1).failed(1).end()],
    [
      "settled, the handler threw, and its consumer went on to the next",
      [1],
      (h) => h.published(1).published(2, 1).delivered(1).settled(1).begun(1).failed(1).delivered(2).begun(2),
    ],
    ["settled, and the place was taken away", [1], (h) => h.gained("consumer").published(1).delivered(1).settled(1).lost("consumer").end()],
    [
      "stored twice: each was settled, and went with its consumer",
      [1],
      (h) =>
        h.published(1).stored(1, { position: 1 }).delivered(1).settled(1).delivered(1, { to: "b" }).settled(1).crash("consumer").crash("b"),
    ],
    [
      "settled, then given up",
      [2],
      (h) => h.published(1).published(2, 1).processed(1).settled(1).delivered(2).settled(2).begun(2).abandoned(2).end(),
    ],
    [
      "dropped by an idle consumer",
      [1],
      (h) => h.published(1).published(2, 1).settled(1).delivered(1).delivered(2).begun(2).effect(2).done(2).settled(2).end(),
    ],
  ],
  [
    ["settled first, effect later", "held", (h) => h.published(1).delivered(1).settled(1).begun(1).effect(1).done(1).end()],
    [
      "stored twice: the first was settled and went with its consumer, the second may be handed over",
      "open",
      (h) => h.published(1).stored(1, { position: 1 }).delivered(1).settled(1).crash("consumer"),
    ],
    [
      "in a log twice: the offset passed the first, whose consumer crashed, and not the second",
      "open",
      (h) => h.subscribed("d", "q").sent(1).stored(1).stored(1, { position: 1 }).confirmed(1).delivered(1).offset(1).crash("consumer"),
    ],
    [
      "of two that were handed it with its settlement the later one crashed, and the first works on it",
      "open",
      (h) => h.published(1).delivered(1).settled(1).begun(1).stored(1, { position: 1 }).delivered(1, { to: "b" }).settled(1).crash("b"),
    ],
    ["settled first, still at work at the end", "open", (h) => h.published(1).delivered(1).settled(1).begun(1).end()],
    [
      "settled, waits behind the work of the same consumer",
      "open",
      (h) => h.published(1).published(2, 1).delivered(1).delivered(2).settled(1).settled(2).begun(1).end(),
    ],
    [
      "the handler threw once, then did it",
      "held",
      (h) => h.published(1).delivered(1).begun(1).failed(1).begun(1, { attempt: 2 }).effect(1).done(1).settled(1).end(),
    ],
    ["crashed before the settlement", "not exercised", (h) => h.published(1).delivered(1).begun(1).crash("consumer").end()],
    ["crashed after the effect", "held", (h) => h.published(1).delivered(1).begun(1).effect(1).crash("consumer").settled(1).end()],
    [
      "an offset up to it, without it",
      "held",
      (h) => h.published(1).published(2, 1).processed(1).offset(1).delivered(2).crash("consumer").end(),
    ],
    ["known to the database", "held", (h) => h.published(1).delivered(1).begun(1).skipped(1).settled(1).crash("consumer").end()],
    ["the run goes on", "open", (h) => h.published(1).settled(1)],
    [
      "automatic ack, stored twice, and one of the two was lost",
      "open",
      (h) => h.gained("consumer").published(1).stored(1, { position: 1 }).settledAndLost(1),
    ],
    [
      "automatic ack, and the answer to its producer was lost",
      "open",
      (h) =>
        h
          .gained("consumer")
          .published(1)
          .settled(1)
          .lostAfter(h.history.length - 1, 1, "producer"),
    ],
    [
      "automatic ack, and what another queue handed on was lost",
      "open",
      (h) => {
        h.gained("consumer")
          .gained("other", 1, { destination: "e", place: "r" })
          .published(1)
          .routed(1, "e", "r")
          .stored(1, { place: "r" });
        return h.settled(1).lostAfter(h.history.length - 1, 1, "other");
      },
    ],
    [
      "automatic ack of one message, and another was lost after it",
      "open",
      (h) =>
        h
          .gained("consumer")
          .published(1)
          .published(2, 1)
          .settled(2)
          .settled(1)
          .unreadAfter(h.history.length - 1, 2),
    ],
    [
      "settled, then a crash, but what it had asked of the database may still come",
      "open",
      (h) => h.published(1).delivered(1).settled(1).begun(1).requested(1).crash("consumer"),
    ],
    [
      "settled, then a crash, and what it had asked of the database came later",
      "held",
      (h) => h.published(1).delivered(1).settled(1).begun(1).requested(1).crash("consumer").applied(1).end(),
    ],
    [
      "asked twice, and one request was lost",
      "open",
      (h) => h.published(1).delivered(1).settled(1).begun(1).requested(1).requested(1).crash("consumer").requestLost(1),
    ],
    ["automatic ack, and only the sender's confirm was lost", "open", (h) => h.published(1).settled(1).answerLost(1)],
    ["settled, the handler threw, and may try again", "open", (h) => h.published(1).delivered(1).settled(1).begun(1).failed(1)],
    [
      "settled, and the place was taken away: its consumer may still work it off",
      "open",
      (h) => h.gained("consumer").published(1).delivered(1).settled(1).lost("consumer"),
    ],
    [
      "settled, and done after the place was taken away",
      "held",
      (h) => h.gained("consumer").published(1).delivered(1).settled(1).lost("consumer").begun(1).effect(1).done(1).end(),
    ],
    [
      "settled, the handler threw, and did it at the second attempt",
      "held",
      (h) => h.published(1).delivered(1).settled(1).begun(1).failed(1).begun(1, { attempt: 2 }).effect(1).done(1).end(),
    ],
    ["calm", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
  ],
);

plant(
  "C4",
  [
    [
      "redelivered after a crash",
      [1],
      (h) => h.published(1).delivered(1).crash("consumer").returned(1).delivered(1, { to: "consumer-2", flagged: 1 }).end(),
    ],
    ["to the same consumer", [1], (h) => h.published(1).delivered(1).returned(1).delivered(1, { flagged: 1 }).end()],
    ["twice again", [1, 1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).delivered(1, { flagged: 1 }).end()],
    ["although it had its effect", [1], (h) => h.published(1).processed(1).delivered(1, { flagged: 1 }).end()],
    ["before the run ends", [1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 })],
  ],
  [
    ["a producer's crash is not on this path", "not exercised", (h) => h.published(1).delivered(1).crash("producer").end()],
    ["delivered once, flagged", "not exercised", (h) => h.published(1).delivered(1, { flagged: 1 }).end()],
    ["not flagged", "held", (h) => h.published(1).delivered(1).delivered(1).end()],
    [
      "one delivery for each destination",
      "not exercised",
      (h) => h.published(1).routed(1, "e").delivered(1).delivered(1, { destination: "e", flagged: 1 }).end(),
    ],
    [
      "of a second copy in the store",
      "held",
      (h) => h.published(1).stored(1, { position: 1 }).delivered(1).delivered(1, { position: 1, flagged: 1 }).end(),
    ],
    ["came back and was not handed over again", "held", (h) => h.published(1).delivered(1).returned(1).end()],
    ["once, with a crash", "held", (h) => h.published(1).processed(1).settled(1).crash("consumer").end()],
  ],
);

plant(
  "C5",
  [
    ["again without the mark", [1], (h) => h.published(1).delivered(1).delivered(1).end()],
    [
      "from a second copy in the store",
      [1],
      (h) => h.published(1).stored(1, { position: 1 }).delivered(1).delivered(1, { position: 1 }).end(),
    ],
    [
      "from a second copy, with a mark",
      [1],
      (h) => h.published(1).stored(1, { position: 1 }).delivered(1).delivered(1, { position: 1, flagged: 1 }).end(),
    ],
    ["one marked, one not", [1], (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).delivered(1).end()],
    ["to another consumer before the run ends", [1], (h) => h.published(1).delivered(1).delivered(1, { to: "consumer-2" })],
  ],
  [
    ["marked", "held", (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).end()],
    ["two messages", "not exercised", (h) => h.published(1).published(2, 1).delivered(1).delivered(2, { position: 1 }).end()],
    ["two destinations", "not exercised", (h) => h.published(1).routed(1, "e").delivered(1).delivered(1, { destination: "e" }).end()],
    ["two copies, one delivery", "not exercised", (h) => h.published(1).stored(1, { position: 1 }).delivered(1).end()],
    ["sent twice, delivered once", "held", (h) => h.published(1).sent(1, { attempt: 2 }).delivered(1).end()],
    [
      "marked, with a tag for a position",
      "held",
      (h) => h.published(1).delivered(1, { position: 7 }).delivered(1, { position: 9, flagged: 1 }).end(),
    ],
  ],
);

plant(
  "C6",
  [
    [
      "crash between effect and settlement",
      [1],
      (h) => h.published(1).delivered(1).begun(1).effect(1).crash("consumer").returned(1).processed(1, "consumer-2").settled(1).end(),
    ],
    ["three times", [1, 1], (h) => h.published(1).effect(1).effect(1).effect(1).end()],
    ["before the run ends", [1], (h) => h.published(1).effect(1).effect(1)],
    ["at one of two destinations", [1], (h) => h.published(1).effect(1).effect(1, { destination: "e" }).effect(1).end()],
    ["of a message that was never sent", [1], (h) => h.effect(1).effect(1).end()],
    [
      "by two consumers at once",
      [1, 2],
      (h) => h.published(1).published(2, 1).effect(1).effect(2).effect(1, { by: "b" }).effect(2, { by: "b" }).end(),
    ],
  ],
  [
    [
      "one effect for each destination",
      "not exercised",
      (h) => h.published(1).routed(1, "e").effect(1).effect(1, { destination: "e" }).end(),
    ],
    ["one effect for each message", "not exercised", (h) => h.published(1).published(2, 1).effect(1).effect(2).end()],
    ["the database skipped the second", "held", (h) => h.published(1).effect(1).skipped(1).end()],
    [
      "asked for twice, applied once",
      "held",
      (h) => h.published(1).delivered(1).requested(1).crash("consumer").requested(1, { by: "b" }).applied(1).end(),
    ],
    ["delivered twice, applied once", "held", (h) => h.published(1).delivered(1).delivered(1, { flagged: 1 }).effect(1).end()],
    ["twice in another lane", "open", (h) => h.published(1).effect(1).write(EffectApplied, "other/database", 1, "d", 2)],
  ],
);

plant(
  "C7",
  [
    [
      "after its place was taken away",
      [1],
      (h) => h.gained("a").published(1).delivered(1, { to: "a" }).begun(1, { by: "a" }).lost("a").effect(1, { by: "a" }).end(),
    ],
    [
      "after another gained it",
      [1],
      (h) => h.gained("a").published(1).delivered(1, { to: "a" }).freeze("a").gained("b", 2).effect(1, { by: "a" }).end(),
    ],
    [
      "after a coordinator expelled it",
      [1],
      (h) => h.gained("a").published(1).freeze("a").lost("coordinator", 1).effect(1, { by: "a" }).end(),
    ],
    [
      "both of its messages",
      [1, 2],
      (h) => h.gained("a").published(1).published(2, 1).gained("b", 2).effect(1, { by: "a" }).effect(2, { by: "a" }).end(),
    ],
    [
      "only the second effect of a message",
      [1],
      (h) => h.gained("a").published(1).effect(1, { by: "a" }).gained("b", 2).effect(1, { by: "a" }),
    ],
    [
      "owner of another place",
      [1],
      (h) => h.gained("a").gained("a", 1, { place: "r" }).published(1).gained("b", 2).effect(1, { by: "a" }).end(),
    ],
  ],
  [
    ["still the owner", "held", (h) => h.gained("a").published(1).effect(1, { by: "a" }).gained("b", 2).end()],
    ["owner again", "held", (h) => h.gained("a").lost("a").gained("b", 2).gained("a", 3).published(1).effect(1, { by: "a" }).end()],
    ["the new owner", "held", (h) => h.gained("a").published(1).gained("b", 2).effect(1, { by: "b" }).end()],
    ["nobody owns a queue", "not exercised", (h) => h.published(1).effect(1, { by: "a" }).crash("a").end()],
    [
      "lost another place",
      "held",
      (h) =>
        h
          .gained("a")
          .gained("a", 1, { place: "r" })
          .published(1)
          .lost("a", 1, { place: "r" })
          .gained("b", 2, { place: "r" })
          .effect(1, { by: "a" })
          .end(),
    ],
    [
      "another destination's owner changed",
      "held",
      (h) =>
        h.gained("a").published(1).gained("a", 1, { destination: "e" }).gained("b", 2, { destination: "e" }).effect(1, { by: "a" }).end(),
    ],
    ["one owner all the time", "not exercised", (h) => h.gained("a").published(1).effect(1, { by: "a" }).end()],
  ],
);

plant(
  "C9",
  [
    ["nobody came", [1], (h) => h.published(1).end()],
    ["came back and stayed", [1], (h) => h.published(1).delivered(1).returned(1).end()],
    [
      "stored twice: the first was settled and went with its consumer, and nobody came for the second",
      [1],
      (h) => h.published(1).stored(1, { position: 1 }).delivered(1).settled(1).crash("consumer").end(),
    ],
    ["its consumer crashed", [1], (h) => h.published(1).delivered(1).begun(1).crash("consumer").end()],
    ["its consumer lost the place", [1], (h) => h.gained("consumer").published(1).delivered(1).lost("consumer").end()],
    ["at one of two destinations", [1], (h) => h.published(1).routed(1, "e").processed(1).settled(1).end()],
    ["the last ones", [2, 3], (h) => h.published(1).published(2, 1).published(3, 2).processed(1).settled(1).end()],
  ],
  [
    ["in the hands of a consumer at rest", "open", (h) => h.published(1).delivered(1).end()],
    [
      "waits at rest for an answer of a database that is gone",
      "open",
      (h) => h.published(1).delivered(1).begun(1).requested(1).crash("database").end(),
    ],
    [
      "another one stands in a consumer's hands",
      "open",
      (h) => h.published(1).published(2, 1).processed(1).settled(1).delivered(2).begun(2).split().end(),
    ],
    ["effect, not yet settled", "held", (h) => h.published(1).processed(1).crash("consumer").end()],
    ["settled", "held", (h) => h.published(1).delivered(1).settled(1).crash("consumer").end()],
    ["removed by a rule", "held", (h) => h.published(1).dropped(1).crash("consumer").end()],
    ["gone: that is L1", "held", (h) => h.published(1).crash("broker").erased(1).end()],
    ["never confirmed", "not exercised", (h) => h.sent(1).routed(1).stored(1).end()],
    ["the run goes on", "open", (h) => h.published(1)],
  ],
);
