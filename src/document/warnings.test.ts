import { describe, expect, test } from "vitest";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { type Any, type Change, command, KAFKA_TOPIC, read, refusals, script } from "./changed.test-util.ts";
import { decodeDocument } from "./decode.ts";
import { warningsOf } from "./warnings.ts";

/** Warnings as `part: path: message`, those of the unchanged document left out. */
function warnings(name: string, change: Change): string[] {
  const told = (scenario: Any) => {
    const decoded = decodeDocument(scenario);
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.errors));
    return warningsOf(decoded.run, SYSTEM_TABLES).map(
      ({ part = "-", path, message }) => `${part}: ${path.replace(/^scenario\./, "")}: ${message}`,
    );
  };
  const scenario = read(name);
  const before = told(read(name));
  change(scenario);
  return told(scenario).filter((warning) => !before.includes(warning));
}

describe("what a real system accepts is accepted, and said beforehand on the part", () => {
  test.each<[what: string, name: string, change: Change, warning: string]>([
    [
      "K-PROD-06: a topic that does not exist",
      "saga",
      (s) => (s.lanes[0].clients[0].producer.publishes[0].topic = "x"),
      'order-svc: lanes[0].clients[0].producer.publishes[0].topic: there is no topic "x": send() waits for max.block.ms and fails',
    ],
    [
      "a partition that does not exist",
      "saga",
      (s) => (s.lanes[0].clients[0].producer.publishes[0].with = { partition: 3 }),
      "order-svc: lanes[0].clients[0].producer.publishes[0].with.partition: topic orders has no partition 3: send() waits for max.block.ms and fails",
    ],
    [
      "a topic of retries that does not exist",
      "retry-topics",
      (s) => (s.lanes[0].clients[1].consumer.onFailure[0].to.topic = "x"),
      'payment: lanes[0].clients[1].consumer.onFailure[0].to.topic: there is no topic "x": send() waits for max.block.ms and fails',
    ],
    [
      "a subscription to a topic that does not exist",
      "saga",
      (s) => s.lanes[0].clients[1].consumer.topics.push("x"),
      'payment: lanes[0].clients[1].consumer.topics[1]: there is no topic "x": the consumer waits until there is one',
    ],
    [
      "a topic that nobody reads",
      "saga",
      (s) => s.lanes[0].clusters[0].topics.push(KAFKA_TOPIC),
      "more: lanes[0].clusters[0].topics[1]: nobody reads topic more: what is stored there stays",
    ],
    [
      "K-GRP-18: a group larger than its topic",
      "saga",
      (s) => (s.applications[1].instances = 5),
      "payment: lanes[0].clients[1].consumer.group: group payment has 5 members for 3 partitions: 2 of them have nothing to do",
    ],
    [
      "two applications in one group",
      "late-fifth",
      (s) => (s.lanes[0].clients[2].consumer.group = "mail"),
      "mail: lanes[0].clients[2].consumer.group: mail and billing are in one group: each message goes to one of them only",
    ],
    [
      "K-BRK-04: more in-sync replicas than replicas",
      "saga",
      (s) => (s.lanes[0].clusters[0].topics[0].settings["min.insync.replicas"] = 4),
      'orders: lanes[0].clusters[0].topics[0].settings["min.insync.replicas"]: min.insync.replicas is 4, but the topic has 3 replicas: while one is out of sync, no write with acks=all is accepted',
    ],
    [
      "K-GRP-08: a session outside the brokers' bounds",
      "saga",
      (s) => (s.lanes[0].clusters[0].settings["group.min.session.timeout.ms"] = 6000),
      'payment: lanes[0].clients[1].consumer.settings["session.timeout.ms"]: session.timeout.ms is 3000, below the brokers\' group.min.session.timeout.ms, 6000: members cannot join their group',
    ],
    [
      "R-PUB-03: an exchange that does not exist",
      "late-fifth",
      (s) => (s.lanes[1].clients[0].publisher.publishes[0].exchange = "x"),
      'signup: lanes[1].clients[0].publisher.publishes[0].exchange: there is no exchange "x": the node closes the channel (404)',
    ],
    [
      "R-EXCH-02: a queue that the default exchange does not find",
      "ladder-with-a-shelf",
      (s) => (s.lanes[0].clients[0].publisher.publishes[0].routingKey = "x"),
      'upload: lanes[0].clients[0].publisher.publishes[0].routingKey: there is no queue "x": what the default exchange gets for it is dropped',
    ],
    [
      "R-QUEUE-04: a queue that does not exist",
      "late-fifth",
      (s) => (s.lanes[1].clients[1].consumers[0].queue = "x"),
      'mail: lanes[1].clients[1].consumers[0].queue: there is no queue "x": the node closes the channel (404)',
    ],
    [
      "a queue that nobody consumes",
      "late-fifth",
      (s) => s.lanes[1].clusters[0].queues.push({ name: "x", durable: true, arguments: {} }),
      "x: lanes[1].clusters[0].queues[4]: nobody consumes queue x: what comes there stays",
    ],
    [
      "R-PUB-01: an exchange without bindings",
      "late-fifth",
      (s) => s.lanes[1].clusters[0].exchanges.push({ name: "x", type: "topic", durable: true }),
      "x: lanes[1].clusters[0].exchanges[1]: no queue is bound to exchange x: what is published to it is dropped",
    ],
    [
      "R-EXCH-01: an exchange that only the node could have",
      "late-fifth",
      (s) => s.lanes[1].clusters[0].exchanges.push({ name: "amq.other", type: "topic", durable: true }),
      "amq.other: lanes[1].clusters[0].exchanges[1].name: names that begin with amq. are the node's own: whoever declares amq.other has its channel closed (403)",
    ],
    [
      "dead letters that go nowhere",
      "ladder-with-a-shelf",
      (s) => (s.lanes[0].clusters[0].queues[0].arguments["x-dead-letter-exchange"] = "x"),
      'work: lanes[0].clusters[0].queues[0].arguments["x-dead-letter-exchange"]: there is no exchange "x": dead letters of work are dropped',
    ],
    [
      "R-QUEUE-02: a queue declared otherwise than it stands",
      "late-fifth",
      (s) => s.lanes[1].clusters[0].queues.push({ name: "fraud", durable: false, arguments: {} }),
      "fraud: lanes[1].clients[5].declares.queues[0]: queue fraud stands there with other attributes: the node closes the channel (406)",
    ],
    [
      "a declared binding from nowhere",
      "late-fifth",
      (s) => (s.lanes[1].clients[5].declares.bindings[0].exchange = "x"),
      'fraud: lanes[1].clients[5].declares.bindings[0].exchange: there is no exchange "x": the node closes the channel (404)',
    ],
    [
      "what is settled is not given back",
      "ladder-with-a-shelf",
      (s) => (s.lanes[1].clients[1].consumers[0].settle = "auto"),
      "resize: lanes[1].clients[1].consumers[0].onFailure[0]: what was settled before its work cannot be given back or rejected any more",
    ],
    [
      "waiting for confirms that nobody gives",
      "ladder-with-a-shelf",
      (s) => {
        const [client] = s.lanes[0].clients.filter(({ consumers }: { consumers?: unknown }) => consumers !== undefined);
        client.consumers[0].settle = "after confirms";
        client.publisher = { settings: { "confirm.select": false }, publishes: [{ exchange: "", routingKey: "parked" }] };
      },
      'resize: lanes[0].clients[1].publisher.settings["confirm.select"]: the program is to wait for confirms, but the channel is not in confirm mode: nothing that it publishes is ever confirmed, and its handlers fail',
    ],
    [
      "K-PROD-14: waiting for confirms that say nothing",
      "late-fifth",
      (s) => {
        const client = s.lanes[0].clients.find(({ application }: { application: string }) => application === "mail");
        client.consumer.settle = "after confirms";
        client.producer = { settings: { acks: "0", "enable.idempotence": false }, publishes: [{ topic: "users" }] };
      },
      'mail: lanes[0].clients[1].producer.settings["acks"]: with acks=0 a record counts as confirmed once it is written to the socket: waiting for confirms protects nothing',
    ],
    [
      "a reply queue that does not exist",
      "shared-reply-queue",
      (s) => (s.lanes[0].clients[0].replies.queue = "x"),
      'web: lanes[0].clients[0].replies.queue: there is no queue "x": answers to it are dropped',
    ],
    [
      "a call of an application without instances",
      "dual-write",
      (s) => (s.applications[1].instances = 0),
      "web: lanes[0].clients[0].calls[0].application: order-svc has no instance when the run begins: calls to it fail",
    ],
    [
      "an outbox without a relay",
      "dual-write",
      (s) => s.lanes[1].clients.splice(2, 1),
      "order-svc: lanes[1].clients[1].database: no relay reads the outbox of shop-db: what is written there stays",
    ],
    [
      "the changes of a table that nobody writes",
      "dual-write",
      (s) => (s.lanes[1].clients[2].reads = { table: "x" }),
      "relay: lanes[1].clients[2].reads.table: no handler writes to table x of shop-db",
    ],
    [
      "a stream that nobody hands over",
      "saga",
      (s) => s.streams.push({ ...s.streams[0], name: "x" }),
      "-: streams[1].name: no application hands over the messages of x",
    ],
    [
      "a stream that two hand over",
      "dual-write",
      (s) => (s.applications[3].emits = { stream: "requests" }),
      "-: streams[0].name: web and kitchen hand over each message of requests, each of them once",
    ],
    [
      "a source that publishes nowhere",
      "saga",
      (s) => delete s.lanes[0].clients[0].producer,
      "order-svc: lanes[0].clients[0].application: order-svc publishes nowhere: the messages of orders go nowhere",
    ],
    [
      "an output that no wire takes",
      "saga",
      (s) => (s.lanes[0].clients[1].producer.publishes[0].types = ["paid"]),
      "payment: lanes[0].clients[1].application: declined, which payment makes, goes nowhere: no wire of payment takes it",
    ],
    [
      "a type that nothing brings",
      "saga",
      (s) => (s.applications[1].handles[0].emits = []),
      "order-svc: lanes[0].clients[0].application: nothing brings order-svc a message of type declined",
    ],
    [
      "a reader that handles nothing",
      "saga",
      (s) => delete s.applications[1].handles,
      "payment: lanes[0].clients[1].application: payment handles nothing: what it reads is settled unworked",
    ],
    [
      "an application that nobody starts",
      "saga",
      (s) => (s.applications[1].instances = 0),
      "payment: lanes[0].clients[1].application: payment has no instance, and none joins",
    ],
    [
      "a machine of parts that are not there",
      "two-of-everything",
      (s) => s.lanes[0].hosts[0].parts.push("desk-9"),
      "m1: lanes[0].hosts[0].parts[2]: this lane has no desk-9: nothing of it runs on m1",
    ],
    [
      "a command for a part that no lane has",
      "saga",
      script({ do: "crash", at: { part: "broker-9" } }),
      '-: script[0].action.at: no lane of this command has a part "broker-9": it does nothing there',
    ],
    [
      "a rack that no lane has",
      "two-of-everything",
      (s) => (s.script[1].action.from[0].rack = "C"),
      '-: script[1].action.from[0]: no lane of this command has a rack "C": it does nothing there',
    ],
    [
      "a place that no cluster has",
      "saga",
      script({ do: "set", at: { place: "x", cluster: "kafka" }, setting: "min.insync.replicas", value: 1 }),
      '-: script[0].action.at.place: kafka has no place "x"',
    ],
    [
      "a partition that no topic has",
      "ladder-with-a-shelf",
      (s) => (s.expect[0].at.place = "orders-3"),
      '-: expect[0].at.place: rabbitmq has no place "orders-3"',
    ],
    [
      "a ring that the plan of numbers ends",
      "saga",
      (s) => delete s.applications[1].handles[0].types,
      `-: applications: payment:paid is not made of orders${"/payment:paid".repeat(8)}: the limit "generations" is reached`,
    ],
  ])("%s", (_what, name, change, warning) => {
    expect(warnings(name, change)).toContain(warning);
  });

  test("R-EXCH-01: the exchanges that every node has are there", () => {
    const toTopic = (s: Any) => {
      s.lanes[1].clients[0].publisher.publishes[0].exchange = "amq.topic";
      for (const binding of s.lanes[1].clusters[0].bindings) binding.exchange = "amq.topic";
      s.lanes[1].clients[5].declares.bindings[0].exchange = "amq.topic";
      s.lanes[1].clusters[0].exchanges = [];
    };
    expect(refusals("late-fifth", toTopic)).toEqual([]);
    expect(warnings("late-fifth", toTopic)).toEqual([]);
  });

  test("a topic, a queue and an instance that the script brings are no reason to warn", () => {
    const topic = { do: "operate", system: "kafka", cluster: "kafka", act: "createTopic", topic: { ...KAFKA_TOPIC, name: "x" } };
    expect(warnings("saga", (s) => [(s.lanes[0].clients[0].producer.publishes[0].topic = "x"), script(topic)(s)]).join()).not.toMatch(
      /no topic "x"/,
    );
    const queue = {
      do: "operate",
      system: "rabbitmq",
      cluster: "rabbitmq",
      act: "declareQueue",
      queue: { name: "x", durable: true, arguments: {} },
    };
    expect(
      warnings("late-fifth", (s) => [(s.lanes[1].clients[1].consumers[0].queue = "x"), s.script.push(command(queue))]).join(),
    ).not.toMatch(/no queue "x"/);
    expect(warnings("late-fifth", (s) => s.script.push(command({ do: "crash", at: { part: "fraud-1" } })))).toEqual([]);
  });
});
