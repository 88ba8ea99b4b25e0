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
  integer("request.timeout.ms", "producer", 30000, 1, "How long an answer is waited for before the connection is given up.", ["K-PROD-15"]),
  integer("delivery.timeout.ms", "producer", 120000, 1, "How long a batch may take in all; then its fate is unknown.", [
    "K-PROD-15",
    "K-PROD-23",
  ]),
  integer("max.block.ms", "producer", 60000, 0, "How long send() waits for metadata; then the message was never sent.", ["K-PROD-06"]),
  integer("retry.backoff.ms", "producer", 100, 0, "Pause before the first retry; doubles up to a second.", ["K-PROD-16"]),
  integer("session.timeout.ms", "consumer", 45000, 1, "Silence after which the coordinator takes a member for dead.", ["K-GRP-08"]),
  integer("heartbeat.interval.ms", "consumer", 3000, 1, "How often a member shows that it lives.", ["K-GRP-08"]),
  integer("max.poll.interval.ms", "consumer", 300000, 1, "How long a rebalance waits for a busy member.", ["K-GRP-05"]),
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
  integer("replica.lag.time.max.ms", "broker", 30000, 1, "How long a follower may lag before it leaves the ISR.", ["K-BRK-21"]),
  integer("replica.fetch.wait.max.ms", "broker", 500, 0, "How long a leader holds a follower's empty fetch back.", ["K-BRK-05"]),
  integer("group.initial.rebalance.delay.ms", "broker", 3000, 0, "How long the first rebalance of an empty group waits for more members.", [
    "K-GRP-04",
  ]),
  integer("group.min.session.timeout.ms", "broker", 6000, 1, "Shortest session.timeout.ms that a coordinator accepts.", ["K-GRP-08"]),
  integer("group.max.session.timeout.ms", "broker", 1800000, 1, "Longest session.timeout.ms that a coordinator accepts.", ["K-GRP-08"]),
];
