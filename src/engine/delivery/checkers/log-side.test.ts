import { plant } from "./planted.test-util.ts";

plant(
  "L1",
  [
    ["the only copy erased after the confirmation", [1], (h) => h.published(1).crash("broker").erased(1).end()],
    ["both copies cut off", [1], (h) => h.published(1).copied(1).cut(0).cut(0, { by: "broker-2" }).end()],
    ["gone before the confirmation came", [1], (h) => h.sent(1).routed(1).stored(1).erased(1).confirmed(1).end()],
    ["a later authority stored something else there", [1], (h) => h.published(1).stored(2, { epoch: 1, by: "broker-2" }).end()],
    ["confirmed, and thrown away by a broker that tells nobody", [1], (h) => h.sent(1).confirmed(1).settled(2).discarded(1)],
    ["confirmed, and lost on the way, which nobody is told", [1], (h) => h.sent(1).confirmed(1).settled(2).attemptLost(1)],
    [
      "confirmed, and each attempt gone in a way of its own",
      [1],
      (h) => h.sent(1).attemptLost(1).sent(1, { attempt: 2 }).sent(1, { attempt: 3 }).confirmed(1).settled(2).discarded(1).attemptUnread(1),
    ],
    ["confirmed and never stored", [1], (h) => h.sent(1).confirmed(1).crash("broker").processed(2).end()],
    [
      "lost at one of two destinations",
      [1],
      (h) =>
        h
          .sent(1)
          .routed(1, "d", "q")
          .routed(1, "e", "r")
          .stored(1)
          .stored(1, { place: "r" })
          .confirmed(1)
          .settled(1)
          .erased(1, { place: "r" })
          .end(),
    ],
    [
      "no copy left, and then whoever was handed it lost the queue",
      [1],
      (h) => h.gained("consumer").published(1).delivered(1).erased(1).lost("consumer").released(1),
    ],
    [
      "under way to a consumer that has gone by then",
      [1],
      (h) => h.gained("consumer").published(1).underWay(1).erased(1).crash("consumer"),
    ],
    ["under way, and lost there", [1], (h) => h.gained("consumer").published(1).underWay(1).erased(1).packetLost(1)],
    [
      "under way to a consumer of another queue",
      [1],
      (h) => h.gained("consumer", 1, { destination: "e" }).published(1).underWay(1).erased(1),
    ],
    [
      "under way on what the consumer has closed since",
      [1],
      (h) => h.gained("consumer").published(1).underWay(1).erased(1).lost("consumer"),
    ],
    ["fetched by a consumer that gave up the place", [1], (h) => h.gained("consumer").published(1).fetched(0, 1).cut(0).lost("consumer")],
    ["another was fetched", [1], (h) => h.gained("consumer").published(1).published(2, 1).fetched(1, 2).cut(0)],
    ["stored only after the fetch", [1], (h) => h.gained("consumer").fetched(0, 1).published(1).cut(0)],
    ["fetched, and never asked for, at rest", [1], (h) => h.gained("consumer").published(1).fetched(0, 1).cut(0).end()],
    [
      "handed over, never begun, and the copy erased",
      [2],
      (h) => h.published(1).published(2, 1).processed(1).settled(1).delivered(2).erased(2, { position: 1 }).end(),
    ],
  ],
  [
    ["no copy left, but a consumer works on it for ever", "open", (h) => h.published(1).delivered(1).begun(1).erased(1).end()],
    ["no copy left, but a consumer was handed it and may begin", "open", (h) => h.published(1).delivered(1).erased(1)],
    [
      "no copy left, and the consumer that was handed it is frozen for ever",
      "open",
      (h) => h.published(1).delivered(1).erased(1).freeze("consumer").end(),
    ],
    ["no copy left, but one is on its way to a consumer", "open", (h) => h.gained("consumer").published(1).underWay(1).erased(1)],
    ["no copy left, but one is on its way to a newcomer", "open", (h) => h.published(1).underWay(1, { to: "new" }).erased(1)],
    [
      "no copy left, but one is on its way to a follower",
      "open",
      (h) => h.published(1).copied(2, { position: 1 }).underWay(1, { to: "broker-2" }).erased(1),
    ],
    ["no copy left, but its reader has fetched one", "open", (h) => h.gained("consumer").published(1).fetched(0, 1).cut(0)],
    [
      "its reader had fetched one, and worked on it after the copies had gone",
      "held",
      (h) => h.gained("consumer").published(1).fetched(0, 1).cut(0).processed(1).end(),
    ],
    [
      "whoever was handed it lost the queue, and keeps what it settled before the work",
      "open",
      (h) => h.gained("consumer").published(1).delivered(1).erased(1).lost("consumer"),
    ],
    ["one copy of two is left", "held", (h) => h.published(1).copied(1).cut(0).end()],
    ["settled before the copy went", "held", (h) => h.published(1).processed(1).settled(1).erased(1).end()],
    ["effect before the copy went, settlement lost", "held", (h) => h.published(1).processed(1).erased(1).end()],
    ["never confirmed", "not exercised", (h) => h.sent(1).routed(1).stored(1).erased(1).end()],
    ["removed by a rule", "held", (h) => h.published(1).crash("broker").dropped(1).erased(1).end()],
    ["stored again by a repeat", "held", (h) => h.published(1).erased(1).stored(1, { position: 1 }).end()],
    ["cut above the message", "held", (h) => h.published(1).published(2, 1).settled(2).cut(1).end()],
    ["the last copy was under way to a follower", "held", (h) => h.published(1).cut(0).copied(1).end()],
    ["the run goes on", "open", (h) => h.published(1).copied(1).cut(0)],
    ["one attempt of two was thrown away", "open", (h) => h.sent(1).sent(1, { attempt: 2 }).confirmed(1).processed(2).discarded(1)],
    ["of two attempts one was lost", "open", (h) => h.sent(1).attemptLost(1).sent(1, { attempt: 2 }).confirmed(1).processed(2)],
    ["only an answer was lost", "open", (h) => h.sent(1).confirmed(1).processed(2).answerLost(1)],
    [
      "the copy went, but what its consumer had asked of the database before it crashed may still come",
      "open",
      (h) => h.published(1).delivered(1).begun(1).requested(1).crash("consumer").erased(1),
    ],
    [
      "kept for a second delivery",
      "held",
      (h) => h.published(1).delivered(1).crash("consumer").returned(1).processed(1, "b").settled(1).end(),
    ],
    ["nothing happened to it", "not exercised", (h) => h.published(1).processed(1).settled(1).end()],
    ["another lane's broker crashed", "not exercised", (h) => h.published(1).processed(1).settled(1).crash("other/broker").end()],
  ],
);

plant(
  "L2",
  [
    ["stored, and the answer never came", [1], (h) => h.sent(1).stored(1).unresolved(1).end()],
    ["its producer crashed before the answer", [1], (h) => h.sent(1).stored(1).crash("producer").end()],
    ["stored after the producer gave up", [1], (h) => h.sent(1).unresolved(1).stored(1).end()],
    ["gone from the store, but charged", [1], (h) => h.sent(1).stored(1).delivered(1).effect(1).erased(1).unresolved(1).end()],
    ["second of two attempts came in", [1], (h) => h.sent(1).sent(1, { attempt: 2 }).stored(1).unresolved(1).end()],
    ["settled and removed from the store", [2], (h) => h.sent(2).stored(2).settled(2).erased(2).unresolved(2).end()],
  ],
  [
    ["absent", "held", (h) => h.sent(1).unresolved(1).end()],
    ["absent, but a consumer works on it for ever", "open", (h) => h.sent(1).delivered(1).begun(1).unresolved(1).end()],
    ["stored and gone again", "held", (h) => h.sent(1).stored(1).erased(1).unresolved(1).end()],
    ["refused", "held", (h) => h.sent(1).refused(1).crash("broker").end()],
    ["confirmed after all", "held", (h) => h.sent(1).stored(1).confirmed(1).crash("producer").end()],
    ["the answer may still come", "not exercised", (h) => h.sent(1).stored(1).end()],
    ["the run goes on", "open", (h) => h.sent(1).stored(1).crash("broker")],
  ],
);

plant(
  "L5",
  [
    ["stored twice in one queue", [1], (h) => h.sent(1).stored(1).sent(1, { attempt: 2 }).stored(1, { position: 1 }).end()],
    ["three times", [1, 1], (h) => h.sent(1).stored(1).stored(1, { position: 1 }).stored(1, { position: 2 }).end()],
    ["far apart", [1], (h) => h.sent(1).stored(1).stored(2, { position: 1 }).stored(1, { position: 2 }).end()],
    ["both below the committed end", [1], (h) => h.sent(1).stored(1).stored(1, { position: 1 }).committed(2).end()],
    ["in one of two places", [1], (h) => h.sent(1).stored(1).stored(1, { place: "r" }).stored(1, { place: "r", position: 1 }).end()],
    ["again in a later epoch", [1], (h) => h.sent(1).stored(1).stored(1, { position: 1, epoch: 1, by: "broker-2" }).end()],
  ],
  [
    ["copies of one position", "held", (h) => h.sent(1).sent(1, { attempt: 2 }).stored(1).copied(1).copied(1, { by: "broker-3" }).end()],
    ["one copy per place", "held", (h) => h.sent(1).stored(1).stored(1, { place: "r" }).crash("broker").end()],
    ["the first was overwritten", "held", (h) => h.sent(1).stored(1).sent(1, { attempt: 2 }).stored(1, { epoch: 1, by: "broker-2" }).end()],
    [
      "the second is not committed",
      "held",
      (h) => h.sent(1).sent(1, { attempt: 2 }).stored(1).committed(1).stored(1, { position: 1 }).end(),
    ],
    ["the first was erased", "held", (h) => h.sent(1).stored(1).erased(1).sent(1, { attempt: 2 }).stored(1, { position: 1 }).end()],
    ["sent once", "not exercised", (h) => h.sent(1).stored(1).end()],
    ["the run goes on", "open", (h) => h.sent(1).stored(1).stored(1, { position: 1 }).cut(1)],
  ],
);

plant(
  "L9",
  [
    ["expired", [1], (h) => h.published(1).dropped(1).end()],
    ["confirmed although unroutable", [1], (h) => h.sent(1).dropped(1, "", "unroutable").confirmed(1).processed(2).end()],
    ["one of two destinations", [1], (h) => h.published(1).routed(1, "e", "r").processed(1).settled(1).dropped(1, "e", "max-length").end()],
    ["rejected by a consumer", [1], (h) => h.published(1).delivered(1).failed(1).dropped(1, "d", "rejected").end()],
    ["before the run ends", [2], (h) => h.published(1).published(2, 1).dropped(2)],
  ],
  [
    ["never confirmed", "held", (h) => h.sent(1).routed(1).stored(1).dropped(1).end()],
    ["settled before", "not exercised", (h) => h.published(1).processed(1).settled(1).dropped(1).end()],
    ["had its effect", "not exercised", (h) => h.published(1).processed(1).dropped(1).end()],
    ["erased, which no rule allowed", "not exercised", (h) => h.published(1).erased(1).end()],
    ["for a destination that it was not for", "not exercised", (h) => h.published(1).dropped(1, "x").end()],
    ["the run goes on", "open", (h) => h.published(1)],
  ],
);

plant(
  "O1",
  [
    [
      "a repeat stored behind its successor",
      [1],
      (h) => h.sent(1).sent(2).stored(2).sent(1, { attempt: 2 }).stored(1, { position: 1 }).end(),
    ],
    [
      "two behind a later one",
      [1, 2],
      (h) => h.sent(1).sent(2).sent(3).sent(1, { attempt: 2 }).stored(3).stored(1, { position: 1 }).stored(2, { position: 2 }).end(),
    ],
    [
      "first copy counts, also when a repeat stands right",
      [1],
      (h) => h.sent(1).sent(2).stored(2).stored(1, { position: 1 }).sent(2, { attempt: 2 }).stored(2, { position: 2 }).end(),
    ],
    [
      "in one of two places",
      [1],
      (h) =>
        h
          .sent(1)
          .sent(2)
          .sent(2, { attempt: 2 })
          .stored(1)
          .stored(2, { position: 1 })
          .stored(2, { place: "r" })
          .stored(1, { place: "r", position: 1 })
          .end(),
    ],
    [
      "reversed once the copy that stood right was cut off",
      [2],
      (h) =>
        h
          .sent(2)
          .sent(3)
          .stored(2)
          .stored(3, { position: 1 })
          .cut(0)
          .sent(3, { attempt: 2 })
          .stored(3, { epoch: 1 })
          .stored(2, { epoch: 1, position: 1 })
          .end(),
    ],
  ],
  [
    [
      "two producers have no order",
      "held",
      (h) =>
        h
          .sent(1, { by: "one" })
          .sent(3, { by: "one" })
          .sent(2, { by: "two" })
          .sent(3, { attempt: 2 })
          .stored(2)
          .stored(1, { position: 1 })
          .stored(3, { position: 2 })
          .end(),
    ],
    [
      "a repeat behind",
      "held",
      (h) => h.sent(1).sent(2).stored(1).stored(2, { position: 1 }).sent(1, { attempt: 2 }).stored(1, { position: 2 }).end(),
    ],
    ["different places", "not exercised", (h) => h.sent(1).sent(2).stored(2).stored(1, { place: "r" }).crash("broker").end()],
    [
      "the late one was erased",
      "not exercised",
      (h) => h.sent(1).sent(2).stored(2).stored(1, { position: 1 }).erased(1, { position: 1 }).crash("broker").end(),
    ],
    ["in order, nothing tested it", "not exercised", (h) => h.sent(1).sent(2).stored(1).stored(2, { position: 1 }).end()],
    ["in order through a crash", "held", (h) => h.sent(1).sent(2).stored(1).stored(2, { position: 1 }).crash("broker").end()],
  ],
);
