import { expect, test } from "vitest";
import type { FrameProcess } from "../../worker/protocol.ts";
import { canPlace, canRemove } from "./placing.ts";

const process = (role: string, status: FrameProcess["status"] = "up", gone: { left?: true } = {}): FrameProcess => ({
  ...gone,
  id: 0,
  name: "kafka/x",
  part: "x",
  lane: 0,
  role,
  host: "x",
  status,
  since: 0,
});

test("a fault needs a part that is still there", () => {
  expect(canPlace({ what: "fault", kind: "crash" }, process("kafka broker"), "kafka-broker")).toEqual({ ok: true });
  expect(canPlace({ what: "fault", kind: "crash" }, undefined, null)).toMatchObject({
    ok: false,
    reason: expect.stringContaining("hits a part"),
  });
  expect(canPlace({ what: "fault", kind: "freeze" }, process("kafka consumer", "stopped"), "kafka-member")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("has stopped"),
  });
  expect(canPlace({ what: "fault", kind: "freeze" }, process("kafka consumer", "stopped", { left: true }), "kafka-member")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("has left"),
  });
});

test("a connection is cut at a client, not at a broker", () => {
  expect(canPlace({ what: "fault", kind: "cutBefore" }, process("rabbitmq publisher"), "rabbitmq-publisher")).toEqual({ ok: true });
  expect(canPlace({ what: "fault", kind: "cutBefore" }, process("kafka broker"), "kafka-broker")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("producer or a consumer"),
  });
});

test("a producer goes on the paper, a consumer on a group, a queue or another consumer", () => {
  const producer = { what: "part", kind: "producer" } as const;
  const consumer = { what: "part", kind: "consumer" } as const;
  expect(canPlace(producer, undefined, null).ok).toBe(true);
  expect(canPlace(producer, process("rabbitmq node"), "queue")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("empty paper"),
  });
  for (const face of ["queue", "kafka-group", "kafka-member", "rabbitmq-consumer"])
    expect(canPlace(consumer, process("kafka consumer"), face).ok).toBe(true);
  for (const face of [null, "exchange", "kafka-broker", "tape", "direct-service"])
    expect(canPlace(consumer, process("x"), face)).toMatchObject({ ok: false, reason: expect.stringMatching(/\w+/) });
});

test("a part that runs can be taken away; what is the system itself, has left or is down cannot, and it is said why", () => {
  expect(canRemove(process("kafka consumer"))).toEqual({ ok: true });
  expect(canRemove(process("rabbitmq publisher"))).toEqual({ ok: true });
  expect(canRemove(process("kafka broker"))).toMatchObject({ ok: false, reason: expect.stringContaining("belongs to the system itself") });
  expect(canRemove(process("kafka consumer", "stopped"))).toMatchObject({ ok: false, reason: "x has stopped already." });
  expect(canRemove(process("kafka consumer", "stopped", { left: true }))).toMatchObject({ ok: false, reason: "x has left already." });
  expect(canRemove(process("kafka consumer", "crashed"))).toMatchObject({ ok: false, reason: expect.stringContaining("is down") });
  expect(canRemove(process("kafka consumer", "frozen"))).toMatchObject({ ok: false, reason: expect.stringContaining("is frozen") });
  const removal = { what: "removal", kind: "remove" } as const;
  expect(canPlace(removal, undefined, null)).toMatchObject({ ok: false, reason: expect.stringContaining("Drop it on one") });
  expect(canPlace(removal, process("kafka broker"), "kafka-broker").ok).toBe(false);
});
