import type { SettingInfo } from "../delivery/settings.ts";

const integer = (
  name: string,
  owner: SettingInfo["owner"],
  value: number,
  min: number,
  help: string,
  rules: string[],
  live = false,
  max?: number,
): SettingInfo => ({
  name,
  owner,
  default: value,
  kind: "integer",
  min,
  max,
  help,
  rules,
  live,
});
const MAX_INT = 2147483647;

/** What every client has: its network client's limits and pauses, and the age of its metadata. */
const clientSettings = (owner: "producer" | "consumer"): SettingInfo[] => [
  integer("request.timeout.ms", owner, 30000, 1, "How long an answer is waited for before the connection is given up.", [
    "K-PROD-15",
    "K-CON-11",
  ]),
  integer("socket.connection.setup.timeout.ms", owner, 10000, 1, "How long a connection may take to come about; doubles while it fails.", [
    "K-CON-11",
  ]),
  integer("socket.connection.setup.timeout.max.ms", owner, 30000, 1, "What that grows to.", ["K-CON-11"]),
  integer("reconnect.backoff.ms", owner, 50, 0, "Pause before a broker is connected to again; doubles while that fails.", ["K-CON-11"]),
  integer("reconnect.backoff.max.ms", owner, 1000, 0, "What that grows to.", ["K-CON-11"]),
  integer("retry.backoff.ms", owner, 100, 0, "Pause before something is tried again; doubles while it fails.", ["K-PROD-16"]),
  integer("retry.backoff.max.ms", owner, 1000, 0, "What that grows to.", ["K-PROD-16"]),
  integer("metadata.max.age.ms", owner, 300000, 1, "After so long a client asks who leads what, even if nothing failed.", ["K-PROD-17"]),
];

/**
 * Kafka 4.3's settings that the model knows, with Kafka's defaults (config_defaults.json). Clients read theirs when they are constructed
 * and brokers these ones when they start; only a topic's can be altered while it is in use.
 */
export const KAFKA_SETTINGS: readonly SettingInfo[] = [
  {
    name: "acks",
    owner: "producer",
    default: "all",
    kind: "choice",
    choices: ["0", "1", "all"],
    help: "Whose storing the producer waits for: nobody's, the leader's, or that of all in-sync replicas.",
    rules: ["K-PROD-14", "K-BRK-14"],
    live: false,
  },
  {
    name: "enable.idempotence",
    owner: "producer",
    default: true,
    kind: "boolean",
    help: "The leader recognises a batch that it has stored already. Off when acks is not all.",
    rules: ["K-PROD-30", "K-PROD-42"],
    live: false,
  },
  integer("retries", "producer", MAX_INT, 0, "How often a failed batch is sent again, as long as delivery.timeout.ms allows.", [
    "K-PROD-16",
  ]),
  integer("linger.ms", "producer", 5, 0, "How long a batch waits for company.", ["K-PROD-11"]),
  integer("batch.size", "producer", 16384, 0, "Bytes at which a batch is full.", ["K-PROD-10"]),
  integer("max.in.flight.requests.per.connection", "producer", 5, 1, "Unanswered requests to one broker.", ["K-PROD-13", "K-PROD-22"]),
  integer("delivery.timeout.ms", "producer", 120000, 1, "How long a batch may take in all; then its fate is unknown.", [
    "K-PROD-15",
    "K-PROD-23",
  ]),
  integer("max.block.ms", "producer", 60000, 0, "How long send() waits for metadata; then the message was never sent.", ["K-PROD-06"]),
  ...clientSettings("producer"),
  integer("session.timeout.ms", "consumer", 45000, 1, "Silence after which the coordinator takes a member for dead.", ["K-GRP-08"]),
  integer("heartbeat.interval.ms", "consumer", 3000, 1, "How often a member shows that it lives.", ["K-GRP-08"]),
  integer(
    "max.poll.interval.ms",
    "consumer",
    300000,
    1,
    "How long the application may take between two polls: after that the member leaves its group. A rebalance waits as long.",
    ["K-GRP-05", "K-GRP-09"],
  ),
  integer("max.poll.records", "consumer", 500, 1, "Records handed to the application at once, and committed at once.", ["K-CON-03"]),
  {
    name: "auto.offset.reset",
    owner: "consumer",
    default: "latest",
    kind: "choice",
    choices: ["earliest", "latest"],
    help: "Where a group starts that has no committed offset.",
    rules: ["K-CON-30"],
    live: false,
  },
  integer("auto.commit.interval.ms", "consumer", 5000, 1, "With auto-commit: how often the positions of earlier polls are committed.", [
    "K-CON-20",
  ]),
  integer("fetch.max.wait.ms", "consumer", 500, 0, "How long the broker holds an empty answer back.", ["K-BRK-40"]),
  integer("default.api.timeout.ms", "consumer", 60000, 1, "How long a commit is tried that the application waits for.", ["K-CON-21"]),
  ...clientSettings("consumer"),
  integer("min.insync.replicas", "topic", 1, 1, "In-sync replicas that a write with acks=all needs.", ["K-BRK-04", "K-BRK-12"], true),
  {
    name: "unclean.leader.election.enable",
    owner: "topic",
    default: false,
    kind: "boolean",
    help: "Whether a replica outside the ISR may lead when no other can; loses what it never had.",
    rules: ["K-CTL-07"],
    live: true,
  },
  integer("broker.session.timeout.ms", "broker", 9000, 1, "Silence after which the controller fences a broker.", ["K-CTL-01"]),
  integer("broker.heartbeat.interval.ms", "broker", 2000, 1, "How often a broker shows the controller that it lives.", ["K-CTL-01"]),
  integer(
    "controller.socket.timeout.ms",
    "broker",
    30000,
    1,
    "How long a broker waits for the controller's answer; to a heartbeat half a session at most.",
    ["K-CTL-01"],
  ),
  integer("replica.lag.time.max.ms", "broker", 30000, 1, "How long a follower may lag before it leaves the ISR.", ["K-BRK-21"]),
  integer("replica.fetch.wait.max.ms", "broker", 500, 0, "How long a leader holds a follower's empty fetch back.", ["K-BRK-05"]),
  integer("replica.fetch.backoff.ms", "broker", 1000, 0, "How long a follower leaves a partition alone after an error.", ["K-BRK-30"]),
  integer(
    "replica.high.watermark.checkpoint.interval.ms",
    "broker",
    5000,
    1,
    "How often a broker writes down how far its partitions are replicated. A restarted one begins with that.",
    ["K-BRK-51"],
  ),
  integer(
    "offsets.topic.num.partitions",
    "broker",
    50,
    1,
    "Partitions of __consumer_offsets. The leader of a group's one coordinates it.",
    ["K-GRP-01"],
    false,
    200,
  ),
  integer("offsets.topic.replication.factor", "broker", 3, 1, "Copies of each of them; at most one a broker.", ["K-CON-24"]),
  integer("offsets.commit.timeout.ms", "broker", 5000, 1, "How long a coordinator waits until what it wrote is in all in-sync replicas.", [
    "K-CON-24",
  ]),
  integer("unclean.leader.election.interval.ms", "broker", 300000, 1, "How often the controller looks for unclean elections to make.", [
    "K-CTL-07",
  ]),
  {
    name: "auto.leader.rebalance.enable",
    owner: "broker",
    default: true,
    kind: "boolean",
    help: "Whether leaderships go back to the first replica of a partition once it is in sync again.",
    rules: ["K-CTL-10"],
    live: false,
  },
  integer("leader.imbalance.check.interval.seconds", "broker", 300, 1, "How often that is looked at.", ["K-CTL-10"]),
  integer(
    "eligible.leader.replicas.version",
    "broker",
    1,
    0,
    "1: who leaves an in-sync set that is too small may still lead, since nothing was confirmed without it. 0: as before Kafka 4.1.",
    ["K-CTL-08"],
    false,
    1,
  ),
  integer("group.initial.rebalance.delay.ms", "broker", 3000, 0, "How long the first rebalance of an empty group waits for more members.", [
    "K-GRP-04",
  ]),
  integer("group.min.session.timeout.ms", "broker", 6000, 1, "Shortest session.timeout.ms that a coordinator accepts.", ["K-GRP-08"]),
  integer("group.max.session.timeout.ms", "broker", 1800000, 1, "Longest session.timeout.ms that a coordinator accepts.", ["K-GRP-08"]),
];
