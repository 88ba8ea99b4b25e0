import type { SystemName } from "../delivery/system.ts";
import { changesAnything } from "./advice.ts";
import type { LaneReader } from "./lane-reader.ts";
import { isCase } from "./outcome.ts";
import type { CaseKind, PreventionChange, WhyQuestion } from "./why-card.ts";

const set = (
  owner: "producer" | "consumer" | "topic" | "client" | "broker",
  name: string,
  value: string | number | boolean,
): PreventionChange => ({
  what: "setting",
  owner,
  name,
  value,
});
const UNRECOGNISED = set("producer", "enable.idempotence", false);
const ONE_ACK = set("producer", "acks", "1");
const REPUBLISH = set("producer", "republish", true);
const RETRY = set("client", "retries", 5);
const SHORT_SESSION = set("consumer", "session.timeout.ms", 3000);
const SHORT_POLL = set("consumer", "max.poll.interval.ms", 1000);
const HEARTBEAT = set("broker", "heartbeat", 1);

/**
 * Single changes of a lane that may let something happen which does not, the likeliest first: the reverse of advice. Whether they do is
 * found out by running them.
 */
export function temptationsFor({ kind, destination }: WhyQuestion, { said, system }: LaneReader): PreventionChange[] {
  const settle = (when: "after" | "before"): PreventionChange => ({ what: "settle", destination, settle: when });
  const DATABASE: PreventionChange = { what: "database", destination, idempotent: false };
  const another: PreventionChange = { what: "consumers", destination, consumers: said.consumersOf(destination) + 1 };
  const transient: PreventionChange = { what: "queue", queue: said.placesOf(destination)[0] ?? destination, durable: false };
  const table: Record<CaseKind | "state", Record<SystemName, PreventionChange[]>> = {
    duplicated: {
      kafka: [DATABASE, settle("after"), UNRECOGNISED, SHORT_SESSION, SHORT_POLL],
      rabbitmq: [DATABASE, settle("after"), REPUBLISH, HEARTBEAT],
      direct: [DATABASE, RETRY],
    },
    "handed over again": {
      kafka: [settle("after"), UNRECOGNISED, SHORT_SESSION, SHORT_POLL],
      rabbitmq: [settle("after"), REPUBLISH, HEARTBEAT],
      direct: [RETRY],
    },
    "stored twice": { kafka: [UNRECOGNISED], rabbitmq: [REPUBLISH], direct: [] },
    stale: { kafka: [settle("after"), SHORT_SESSION, SHORT_POLL], rabbitmq: [settle("after"), HEARTBEAT], direct: [] },
    lost: {
      kafka: [
        settle("before"),
        ONE_ACK,
        set("producer", "acks", "0"),
        set("topic", "unclean.leader.election.enable", true),
        set("topic", "min.insync.replicas", 1),
      ],
      rabbitmq: [settle("before"), set("producer", "delivery_mode", 1), transient, set("producer", "republish", false)],
      direct: [],
    },
    late: {
      kafka: [UNRECOGNISED, set("producer", "max.in.flight.requests.per.connection", 5)],
      rabbitmq: [another, set("consumer", "prefetch", 20), REPUBLISH],
      direct: [set("client", "concurrency", 10), another],
    },
    "log order": { kafka: [UNRECOGNISED, set("producer", "max.in.flight.requests.per.connection", 5)], rabbitmq: [], direct: [] },
    "queue order": { kafka: [], rabbitmq: [another, set("consumer", "prefetch", 20)], direct: [] },
    state: {
      kafka: [
        set("producer", "acks", "all"),
        set("topic", "min.insync.replicas", 3),
        set("producer", "delivery.timeout.ms", 2000),
        set("consumer", "auto.offset.reset", "latest"),
      ],
      rabbitmq: [set("producer", "republish", false), transient, set("producer", "mandatory", true), set("producer", "mandatory", false)],
      direct: [set("client", "retries", 0), set("client", "timeout.ms", 1000)],
    },
  };
  return table[isCase(kind) ? kind : "state"][system].filter((change) => changesAnything(said, destination, change));
}
