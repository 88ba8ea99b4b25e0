/** Error names as Kafka's protocol has them, for what is modelled. */
export type KafkaError =
  | "NONE"
  | "NOT_LEADER_OR_FOLLOWER"
  | "NOT_ENOUGH_REPLICAS"
  | "NOT_ENOUGH_REPLICAS_AFTER_APPEND"
  | "REQUEST_TIMED_OUT"
  | "OUT_OF_ORDER_SEQUENCE_NUMBER"
  | "INVALID_PRODUCER_EPOCH"
  | "UNKNOWN_TOPIC_OR_PARTITION"
  | "OFFSET_OUT_OF_RANGE"
  | "FENCED_LEADER_EPOCH"
  | "UNKNOWN_LEADER_EPOCH"
  | "OFFSET_NOT_AVAILABLE"
  | "COORDINATOR_NOT_AVAILABLE"
  | "COORDINATOR_LOAD_IN_PROGRESS"
  | "NOT_COORDINATOR"
  | "UNKNOWN_MEMBER_ID"
  | "MEMBER_ID_REQUIRED"
  | "ILLEGAL_GENERATION"
  | "REBALANCE_IN_PROGRESS"
  | "INVALID_SESSION_TIMEOUT"
  | "DUPLICATE_BROKER_REGISTRATION"
  | "STALE_BROKER_EPOCH"
  | "INVALID_UPDATE_VERSION"
  | "INELIGIBLE_REPLICA"
  /** The client's own word for a connection that broke with the request under way. */
  | "NETWORK_EXCEPTION";

const RETRIABLE: readonly KafkaError[] = [
  "NOT_LEADER_OR_FOLLOWER",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "REQUEST_TIMED_OUT",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "OFFSET_NOT_AVAILABLE",
  "COORDINATOR_NOT_AVAILABLE",
  "COORDINATOR_LOAD_IN_PROGRESS",
  "NOT_COORDINATOR",
  "NETWORK_EXCEPTION",
];

/** Whether a client may send the same request again (errors.json; K-PROD-16). */
export function isRetriable(error: KafkaError): boolean {
  return RETRIABLE.includes(error);
}

/** Errors that show a client that its metadata is out of date (errors.json; K-PROD-17). */
export function refreshesMetadata(error: KafkaError): boolean {
  return (
    error === "NOT_LEADER_OR_FOLLOWER" ||
    error === "UNKNOWN_TOPIC_OR_PARTITION" ||
    error === "FENCED_LEADER_EPOCH" ||
    error === "NETWORK_EXCEPTION"
  );
}

/**
 * Errors after which the batch is certainly not in the log: the broker refused it before the append. With acks=all a leader that was
 * deposed while it waited for the others says NOT_LEADER_OR_FOLLOWER as well, and then the batch may stay (K-BRK-13).
 */
export function isDefinite(error: KafkaError, acks: number): boolean {
  if (error === "NOT_LEADER_OR_FOLLOWER") return acks !== -1;
  return error === "NOT_ENOUGH_REPLICAS" || error === "UNKNOWN_TOPIC_OR_PARTITION";
}
