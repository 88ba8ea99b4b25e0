import { describe, expect, test } from "vitest";
import { type Any, type Change, command, KAFKA_TOPIC, read, refusals, script } from "./changed.test-util.ts";
import { decodeDocument } from "./decode.ts";

const many = (n: number, make: (i: number) => unknown) => Array.from({ length: n }, (_, i) => make(i));

describe("a document is refused with the path of the field", () => {
  test.each<[what: string, name: string, change: Change, refusal: string]>([
    // The shape.
    ["another version", "saga", (s) => (s.version = 3), "version: must be 2"],
    ["no lane", "saga", (s) => (s.lanes = []), "lanes: must have at least 1 entry"],
    [
      "too many lanes",
      "saga",
      (s) => (s.lanes = many(5, (i) => ({ ...s.lanes[0], id: `l${i}` }))),
      'lanes: must have at most 4 entries, the limit "lanes"',
    ],
    [
      "too many clusters",
      "saga",
      (s) => (s.lanes[0].clusters = many(9, (i) => ({ ...s.lanes[0].clusters[0], name: `c${i}` }))),
      'lanes[0].clusters: must have at most 8 entries, the limit "clusters"',
    ],
    [
      "too many applications",
      "saga",
      (s) => (s.applications = many(41, (i) => ({ ...s.applications[0], name: `a${i}` }))),
      'applications: must have at most 40 entries, the limit "applications"',
    ],
    [
      "too many partitions of a topic",
      "saga",
      (s) => (s.lanes[0].clusters[0].topics[0].partitions = 65),
      'lanes[0].clusters[0].topics[0].partitions: must be at most 64, the limit "partitions"',
    ],
    [
      "too many machines",
      "two-of-everything",
      (s) => (s.lanes[0].hosts = many(101, (i) => ({ name: `m${i}`, parts: [] }))),
      'lanes[0].hosts: must have at most 100 entries, the limit "hosts"',
    ],
    [
      "a field that is none",
      "saga",
      (s) => (s.lanes[0].clients[1].consumer.groupId = "x"),
      "lanes[0].clients[1].consumer.groupId: is not a field here",
    ],
    [
      "a group that is no name",
      "saga",
      (s) => (s.lanes[0].clients[1].consumer.group = 7),
      "lanes[0].clients[1].consumer.group: must be text",
    ],
    ["a reserved word", "saga", (s) => (s.applications[1].name = "constructor"), "applications[1].name: is a reserved word"],
    [
      "a system that is none",
      "saga",
      (s) => (s.lanes[0].clients[0].system = "pulsar"),
      "lanes[0].clients[0].system: must be one of kafka, rabbitmq, direct, outbox",
    ],
    [
      "a setting that is none",
      "saga",
      (s) => (s.lanes[0].clients[0].producer.settings["ack"] = "all"),
      "lanes[0].clients[0].producer.settings.ack: is not a field here",
    ],
    [
      "a setting outside its range",
      "saga",
      (s) => (s.lanes[0].clients[1].consumer.settings["max.poll.records"] = 0),
      'lanes[0].clients[1].consumer.settings["max.poll.records"]: must be at least 1',
    ],
    [
      "a setting outside its choices",
      "saga",
      (s) => (s.lanes[0].clients[0].producer.settings.acks = "2"),
      "lanes[0].clients[0].producer.settings.acks: must be one of 0, 1, all",
    ],
    [
      "a queue's setting at a topic",
      "saga",
      (s) => (s.lanes[0].clusters[0].topics[0].settings["x-max-length"] = 5),
      'lanes[0].clusters[0].topics[0].settings["x-max-length"]: is not a field here',
    ],
    [
      "enable.auto.commit, which settle says",
      "saga",
      (s) => (s.lanes[0].clients[1].consumer.settings["enable.auto.commit"] = true),
      'lanes[0].clients[1].consumer.settings["enable.auto.commit"]: is not a field here',
    ],
    [
      "a step that a Kafka consumer has not",
      "retry-topics",
      (s) => (s.lanes[0].clients[1].consumer.onFailure[0] = { do: "give back" }),
      "lanes[0].clients[1].consumer.onFailure[0].do: must be one of again, skip, publish",
    ],
    [
      "a step that goes to another system's place",
      "ladder-with-a-shelf",
      (s) => (s.lanes[0].clients[1].consumers[0].onFailure[1].to = { topic: "x" }),
      "lanes[0].clients[1].consumers[0].onFailure[1].to.exchange: must be text",
    ],
    [
      "a template with other braces",
      "ladder-with-a-shelf",
      (s) => (s.lanes[0].clients[0].publisher.publishes[0].routingKey = "{kind}"),
      "lanes[0].clients[0].publisher.publishes[0].routingKey: may fill in {type} and {key}, and has no other braces",
    ],
    ["two nodes", "late-fifth", (s) => (s.lanes[1].clusters[0].nodes = 2), "lanes[1].clusters[0].nodes: must be 1"],
    [
      "times that are swapped",
      "saga",
      (s) => (s.network.latency = { kind: "uniform", fromMs: 9, toMs: 5 }),
      "network.latency.toMs: must not be below fromMs",
    ],
    // Names.
    ["a stream twice", "saga", (s) => s.streams.push(s.streams[0]), 'streams[1].name: "orders" is used twice'],
    [
      "an application twice",
      "saga",
      (s) => s.applications.push({ name: "payment", instances: 1 }),
      'applications[2].name: "payment" is used twice',
    ],
    ["a lane twice", "windows", (s) => (s.lanes[1].id = "transactional"), 'lanes[1].id: "transactional" is used twice'],
    [
      "a cluster twice",
      "two-of-everything",
      (s) => (s.lanes[0].clusters[1].name = "west"),
      'lanes[0].clusters[1].name: "west" is used twice',
    ],
    [
      "two clients of one name",
      "two-of-everything",
      (s) => (s.lanes[0].clients[4].name = "live"),
      `lanes[0].clients[4].name: "desk's client live" is used twice`,
    ],
    [
      "two clients without a name",
      "two-of-everything",
      (s) => [3, 4].map((i) => delete s.lanes[0].clients[i].name),
      `lanes[0].clients[4].name: "desk's client kafka" is used twice`,
    ],
    [
      "several handlers without a name",
      "two-of-everything",
      (s) => delete s.applications[2].handles[1].name,
      "applications[2].handles[1].name: must be given where an application has several handlers",
    ],
    [
      "a handler twice",
      "two-of-everything",
      (s) => (s.applications[2].handles[1].name = "show"),
      'applications[2].handles[1].name: "show" is used twice',
    ],
    [
      "a handler called like another's",
      "two-of-everything",
      (s) => s.applications.push({ name: "desk.show", instances: 0, handles: [{ serviceTime: { kind: "constant", ms: 1 } }] }),
      'applications[3].handles[0].name: a handler of desk is called "desk.show" as well',
    ],
    [
      "a process twice",
      "saga",
      (s) => [
        (s.applications[0].name = "broker"),
        s.lanes[0].clients.forEach((c: Any) => c.application === "order-svc" && (c.application = "broker")),
      ],
      'applications[0].name: there is a process "broker-1" in lane kafka already',
    ],
    [
      "an instance called like a database",
      "saga",
      (s) => (s.applications[1].instances = ["shop-db"]),
      'applications[1].instances[0]: there is a process "shop-db" in lane kafka already',
    ],
    [
      "a part on two machines",
      "two-of-everything",
      (s) => s.lanes[0].hosts[1].parts.push("desk-1"),
      "lanes[0].hosts[1].parts[2]: desk-1 runs on m1 already",
    ],
    ["a command twice", "two-of-everything", (s) => (s.script[1].id = "m1-loses-power"), 'script[1].id: "m1-loses-power" is used twice'],
    // What must be there.
    [
      "a stream that is none",
      "saga",
      (s) => (s.applications[0].emits.stream = "x"),
      'applications[0].emits.stream: there is no stream "x"',
    ],
    [
      "a database that is none",
      "saga",
      (s) => (s.applications[1].handles[0].effect.database = "x"),
      'applications[1].handles[0].effect.database: there is no database "x"',
    ],
    [
      "a tape that nobody writes",
      "saga",
      (s) => (s.tape = { database: "shop-db", table: "x" }),
      'tape.table: no handler writes to a table "x" of shop-db',
    ],
    [
      "a client of nobody",
      "saga",
      (s) => (s.lanes[0].clients[0].application = "x"),
      'lanes[0].clients[0].application: there is no application "x"',
    ],
    [
      "a cluster that is none",
      "saga",
      (s) => (s.lanes[0].clients[0].cluster = "x"),
      'lanes[0].clients[0].cluster: there is no cluster "x" in this lane',
    ],
    [
      "a cluster of another system",
      "saga",
      (s) => [s.lanes[0].clusters.push({ ...read("late-fifth").lanes[1].clusters[0], name: "r" }), (s.lanes[0].clients[0].cluster = "r")],
      "lanes[0].clients[0].cluster: r is no Kafka cluster",
    ],
    [
      "a reading for a handler that is none",
      "two-of-everything",
      (s) => (s.lanes[0].clients[3].consumer.handlers = ["x"]),
      'lanes[0].clients[3].consumer.handlers[0]: desk has no handler "x"',
    ],
    [
      "a call of nobody",
      "dual-write",
      (s) => (s.lanes[0].clients[0].calls[0].application = "x"),
      'lanes[0].clients[0].calls[0].application: there is no application "x"',
    ],
    [
      "a call of itself",
      "dual-write",
      (s) => (s.lanes[0].clients[0].calls[0].application = "web"),
      "lanes[0].clients[0].calls[0].application: an application cannot call itself",
    ],
    [
      "an outbox of no database",
      "dual-write",
      (s) => (s.lanes[1].clients[1].database = "x"),
      'lanes[1].clients[1].database: there is no database "x"',
    ],
    [
      "a message of no stream",
      "retry-topics",
      (s) => (s.applications[1].handles[0].throws[0].messages = [{ n: 7, stream: "x" }]),
      'applications[1].handles[0].throws[0].messages[0].stream: there is no stream "x"',
    ],
    [
      "a message by no output",
      "retry-topics",
      (s) => (s.expect[0].message = { n: 7, via: ["payment:paid"] }),
      'expect[0].message.via[0]: there is no output "payment:paid"',
    ],
    [
      "shares that are more than all",
      "saga",
      (s) => (s.applications[1].handles[0].emits[1].share = 0.3),
      "applications[1].handles[0].emits: shares of one handler exclude each other, but add up to 1.1",
    ],
    // What no cluster could hold, and no client starts with.
    [
      "more replicas than brokers",
      "saga",
      (s) => (s.lanes[0].clusters[0].brokers = 2),
      "lanes[0].clusters[0].topics[0].replicationFactor: topic orders wants 3 replicas, but there are 2 brokers",
    ],
    [
      "a topic twice",
      "saga",
      (s) => s.lanes[0].clusters[0].topics.push(s.lanes[0].clusters[0].topics[0]),
      'lanes[0].clusters[0].topics[1].name: there is a topic "orders" already',
    ],
    [
      "a queue twice",
      "late-fifth",
      (s) => s.lanes[1].clusters[0].queues.push(s.lanes[1].clusters[0].queues[0]),
      'lanes[1].clusters[0].queues[4].name: there is a queue "mail" already',
    ],
    [
      "a standing binding to nowhere",
      "late-fifth",
      (s) => (s.lanes[1].clusters[0].bindings[0].queue = "x"),
      'lanes[1].clusters[0].bindings[0].queue: no queue is named "x"',
    ],
    [
      "a binding into another virtual host",
      "late-fifth",
      (s) => (s.lanes[1].clusters[0].queues[0].vhost = "other"),
      'lanes[1].clusters[0].bindings[0].queue: no queue is named "mail"',
    ],
    [
      "a key for dead letters that go nowhere",
      "ladder-with-a-shelf",
      (s) => (s.lanes[0].clusters[0].queues[2].arguments["x-dead-letter-routing-key"] = "k"),
      'lanes[0].clusters[0].queues[2].arguments["x-dead-letter-routing-key"]: a routing key for dead letters needs x-dead-letter-exchange',
    ],
    [
      "a producer that would not start",
      "saga",
      (s) => Object.assign(s.lanes[0].clients[0].producer.settings, { acks: "1", "enable.idempotence": true }),
      'lanes[0].clients[0].producer.settings["enable.idempotence"]: acks must be all to use the idempotent producer',
    ],
    [
      "a consumer that would not start",
      "saga",
      (s) => (s.lanes[0].clients[1].consumer.settings["heartbeat.interval.ms"] = 3000),
      'lanes[0].clients[1].consumer.settings["heartbeat.interval.ms"]: heartbeat.interval.ms must be lower than session.timeout.ms (3000)',
    ],
    // Amounts.
    [
      "too many messages",
      "windows",
      (s) => (s.streams[0].workload.arrivals.perSecond = 10_000),
      'streams[0].workload: would make about 200000 messages; the limit "messages" is 100000',
    ],
    [
      "too many partitions",
      "saga",
      (s) => s.lanes[0].clusters[0].topics.push(...many(12, (i) => ({ ...KAFKA_TOPIC, name: `t${i}` }))),
      'lanes[0].clusters: have 771 in all; the limit "partitionsOfLane" is 768',
    ],
    [
      "too many queues in all",
      "late-fifth",
      (s) =>
        s.lanes[1].clusters.push({
          ...s.lanes[1].clusters[0],
          name: "r2",
          bindings: [],
          queues: many(197, (i) => ({ name: `q${i}`, durable: true, arguments: {} })),
        }),
      'lanes[1].clusters: have 201 in all; the limit "queues" is 200',
    ],
    [
      "too many processes",
      "late-fifth",
      (s) => s.applications.forEach((a: Any) => (a.instances = 40)),
      'lanes[0]: has 245 processes; the limit "processes" is 200',
    ],
    [
      "a workload that ends before it begins",
      "windows",
      (s) => (s.streams[0].workload.untilMs = 5),
      "streams[0].workload.untilMs: must not be before fromMs",
    ],
    // The script.
    [
      "a kind of event that is none",
      "late-fifth",
      (s) => (s.script[0].when.after = "Nothing"),
      'script[0].when.after: no kind of event is named "Nothing"',
    ],
    [
      "whoever it was, at a time",
      "saga",
      script({ do: "crash", at: { of: "anchor" } }),
      "script[0].action.at: there is no event whose part it could be: the command comes at a time",
    ],
    [
      "a lane that is none",
      "saga",
      script({ do: "crash", at: { part: "broker-1" } }, { lanes: ["x"] }),
      'script[0].lanes[0]: there is no lane "x"',
    ],
    [
      "nobody who joins",
      "saga",
      script({ do: "join", application: "x", instance: "x-1" }),
      'script[0].action.application: there is no application "x"',
    ],
    [
      "an application that is none is hit",
      "saga",
      script({ do: "crash", at: { application: "x" } }),
      'script[0].action.at.application: there is no application "x"',
    ],
    [
      "a side of nobody",
      "saga",
      script({ do: "split", from: [{ application: "x" }], to: [], oneWay: false }),
      'script[0].action.from[0].application: there is no application "x"',
    ],
    [
      "a setting that no lane has",
      "saga",
      script({ do: "set", at: { part: "payment-1" }, setting: "prefetch", value: 3 }),
      'script[0].action.setting: no lane of this command has a setting "prefetch"',
    ],
    [
      "a value outside its range",
      "saga",
      script({ do: "set", at: { part: "payment-1" }, setting: "max.poll.records", value: 0 }),
      "script[0].action.value: max.poll.records must be at least 1",
    ],
    [
      "a change that no client could live with",
      "saga",
      script({ do: "set", at: { part: "payment-1" }, setting: "session.timeout.ms", value: 900 }),
      "script[0].action.value: heartbeat.interval.ms must be lower than session.timeout.ms (900)",
    ],
    [
      "two changes that do not go together",
      "saga",
      (s) =>
        (s.script = [3500, 2000].map((value, i) => ({
          ...command({
            do: "set",
            at: { application: "payment" },
            setting: ["session.timeout.ms", "heartbeat.interval.ms"][i],
            value: i === 0 ? value : 3600,
          }),
          id: `c${i}`,
        }))),
      "script[1].action.value: heartbeat.interval.ms must be lower than session.timeout.ms (3500)",
    ],
    [
      "an act on no cluster",
      "saga",
      script({ do: "operate", system: "kafka", cluster: "x", act: "deleteTopic", topic: "orders" }),
      'script[0].action.cluster: no lane of this command has a cluster "x"',
    ],
    [
      "an act that its system has not",
      "saga",
      script({ do: "operate", system: "kafka", cluster: "kafka", act: "purgeQueue", queue: "q" }),
      "script[0].action.act: must be one of createTopic, deleteTopic, addPartitions, moveOffset",
    ],
    [
      "an act on another system's cluster",
      "saga",
      script({ do: "operate", system: "rabbitmq", cluster: "kafka", act: "purgeQueue", queue: "q" }),
      "script[0].action.cluster: kafka is no RabbitMQ cluster",
    ],
    [
      "a client that comes without its cluster",
      "saga",
      (s) => script({ do: "addClient", client: { ...s.lanes[0].clients[0], name: "more", cluster: "x" } })(s),
      'script[0].action.client.cluster: there is no cluster "x" in this lane',
    ],
    [
      "an expectation of no handler",
      "retry-topics",
      (s) => (s.expect[0].at.handler = "x"),
      'expect[0].at.handler: there is no handler "x"',
    ],
    ["an expectation in no lane", "retry-topics", (s) => (s.expect[1].lane = "x"), 'expect[1].lane: there is no lane "x"'],
    [
      "an expectation in a place of no cluster",
      "ladder-with-a-shelf",
      (s) => (s.expect[0].at.cluster = "x"),
      'expect[0].at.cluster: there is no cluster "x" in lane ladder',
    ],
  ])("%s", (_what, name, change, refusal) => {
    expect(refusals(name, change)).toContain(refusal);
  });
});

test("of several forms the one that was meant is told of, and no other", () => {
  expect(refusals("saga", script({ do: "crash", at: { part: 7 } }))).toEqual(["script[0].action.at.part: must be text"]);
  expect(refusals("saga", script({ do: "crash", at: { has: { n: 0 } } }))).toEqual(["script[0].action.at.has.n: must be at least 1"]);
  expect(refusals("retry-topics", (s) => (s.expect[0].outcome = "gone"))).toEqual([
    expect.stringMatching(/^expect\[0\]\.outcome: must be one of once, twice/),
  ]);
});

test("of a whole run the paths begin with the run's fields", () => {
  const scenario = read("saga");
  scenario.lanes[0].clients[0].cluster = "x";
  const decoded = decodeDocument({ scenario, seed: 5, script: [command({ do: "join", application: "x", instance: "x-1" })] });
  expect(decoded.ok ? [] : decoded.errors.map(({ path }) => path)).toEqual([
    "scenario.lanes[0].clients[0].cluster",
    "script[0].action.application",
  ]);
});

test.each([
  ["nothing", undefined],
  ["a number", 7],
  ["a list", []],
])("%s is no run", (_what, input) => {
  expect(decodeDocument(input)).toEqual({ ok: false, errors: [{ path: "run", message: "must be an object" }] });
});
