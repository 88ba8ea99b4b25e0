import { expect, test } from "vitest";
import { PacketDelivered, PacketLost } from "../sim/event-kinds.ts";
import { CAUSE, NO_EVENT } from "../sim/history.ts";
import { DeliveryIndex } from "./delivery-index.ts";
import { EffectApplied } from "./events.ts";
import { type HistoryScript, history } from "./history-script.test-util.ts";

function indexOf(script: HistoryScript): DeliveryIndex {
  return new DeliveryIndex(script.history, 0, script.processLanes).read();
}

test("an effect is asked for by the sender of the packet that caused it, whoever asked last", () => {
  const script = history().requested(1, { by: "a" }).requested(1, { by: "b" });
  const packet = script.write(PacketDelivered, "database", 1, script.process("a"), 0, "Apply");
  script.write(EffectApplied, "database", 1, "d", 1, 0, packet);
  script.applied(1);
  expect(indexOf(script).message(1).destinations[0].requesters).toEqual([script.process("a"), script.process("b")]);
});

test("a lost packet counts for all messages inside, and for no others", () => {
  const script = history().published(1).published(2, 1).published(3, 2);
  script.write(PacketLost, "consumer", 5, script.process("broker"), 0, "Deliver");
  script.history.extra(CAUSE.carries, 6, 0, 0);
  const lost = script.write(PacketLost, "consumer", 1, script.process("broker"), 0, "Deliver");
  script.history.extra(CAUSE.carries, 2, 0, 0);
  script.history.extra(CAUSE.message, 3, 0, 0);
  const index = indexOf(script);
  expect([1, 2, 3].map((number) => index.message(number).packetLost)).toEqual([lost, lost, NO_EVENT]);
});

test("the next crash after an event", () => {
  const script = history().crash("a").sent(1).crash("a").crash("b").crash("a");
  const index = indexOf(script);
  expect([-1, 0, 1, 2, 3, 4].map((event) => index.downAfter(script.process("a"), event))).toEqual([0, 2, 2, 4, 4, NO_EVENT]);
  expect(index.downAfter(script.process("c"), 0)).toBe(NO_EVENT);
});

test("other lanes leave no trace", () => {
  const script = history().sent(1, { by: "other/producer" }).stored(1, { by: "other/broker" }).crash("other/broker");
  const index = indexOf(script);
  expect(index.messages).toEqual([]);
  expect(index.places.size).toBe(0);
  expect(index.faults).toEqual([]);
});

test("copies: a follower keeps what the leader lost, a later authority overwrites what nobody else can read again", () => {
  const script = history().published(1).copied(1).published(2, 1).cut(0);
  expect(indexOf(script).message(1).entries[0].goneBy).toBe(NO_EVENT);
  expect(indexOf(script).message(2).entries[0].goneBy).toBe(script.history.length - 1);
  script.stored(3, { position: 0, epoch: 1, by: "broker-3" });
  expect(indexOf(script).message(1).entries[0]).toMatchObject({ overwritten: true, goneBy: script.history.length - 1 });
});
