import { expect, test } from "vitest";
import { message, SECOND, SERVICE, spawnPublisher, withConsumer } from "../../engine/rabbitmq/client-stage.test-util.ts";
import type { RabbitmqConsumerView } from "../../engine/rabbitmq/views.ts";
import { viewOf } from "../../engine/sim/modules.ts";
import { heldBy } from "./held-by.ts";

test("the message at work is drawn first, also when its channel is gone and others have come over a new one", () => {
  const rig = withConsumer({ queues: ["q"] }, { service: { ...SERVICE, serviceTime: { kind: "constant", ms: 4000 } } });
  const consumer = rig.simulation.process("consumer");
  if (consumer === undefined) throw new Error("no consumer");
  const held = () => heldBy(viewOf(consumer) as RabbitmqConsumerView).map((one) => `#${one.message}${one.redelivered ? "*" : ""}`);
  spawnPublisher(rig, [message(1, 500), message(2, 500), message(3, 500)]);
  rig.rest(SECOND);
  expect(held()).toEqual(["#1", "#2"]);
  rig.kill();
  expect(held()).toEqual(["#1"]);
  rig.restart();
  rig.rest(2 * SECOND);
  expect(held()).toEqual(["#1", "#1*", "#2*"]);
  rig.rest(1_500_000);
  expect(held()).toEqual(["#1*", "#2*"]);
});
