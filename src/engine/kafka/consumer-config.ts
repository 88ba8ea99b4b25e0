import { type Contradiction, type SettingValues, settingsInForce } from "../delivery/settings.ts";
import { fromMs, type Micros } from "../sim/time.ts";
import type { ClusterSettings } from "./client-cluster.ts";
import { CONSUMER_MAX_IN_FLIGHT, clusterSettings } from "./client-settings.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

export interface ConsumerConfig {
  sessionTimeoutUs: Micros;
  heartbeatUs: Micros;
  /** Between two polls (K-GRP-09); also the rebalance timeout (K-GRP-03). */
  maxPollIntervalUs: Micros;
  maxPollRecords: number;
  autoOffsetReset: "earliest" | "latest";
  autoCommitUs: Micros;
  fetchMaxWaitUs: Micros;
  /** How long commitSync tries (K-CON-21). */
  apiTimeoutUs: Micros;
  cluster: ClusterSettings;
}

export function consumerConfig(chosen: SettingValues): ConsumerConfig {
  const values = settingsInForce(KAFKA_SETTINGS, "consumer", chosen);
  const us = (name: string) => fromMs(values[name] as number);
  return {
    sessionTimeoutUs: us("session.timeout.ms"),
    heartbeatUs: us("heartbeat.interval.ms"),
    maxPollIntervalUs: us("max.poll.interval.ms"),
    maxPollRecords: values["max.poll.records"] as number,
    autoOffsetReset: values["auto.offset.reset"] === "earliest" ? "earliest" : "latest",
    autoCommitUs: us("auto.commit.interval.ms"),
    fetchMaxWaitUs: us("fetch.max.wait.ms"),
    apiTimeoutUs: us("default.api.timeout.ms"),
    cluster: clusterSettings("consumer", chosen, CONSUMER_MAX_IN_FLIGHT),
  };
}

/** Why the client would refuse to start with these settings, or null (K-GRP-08). */
export function consumerContradiction(chosen: SettingValues): Contradiction | null {
  const values = settingsInForce(KAFKA_SETTINGS, "consumer", chosen);
  const sessionMs = values["session.timeout.ms"] as number;
  if ((values["heartbeat.interval.ms"] as number) < sessionMs) return null;
  return {
    cannot: "The consumer cannot start",
    error: `heartbeat.interval.ms must be lower than session.timeout.ms (${sessionMs})`,
    fix: { owner: "consumer", name: "heartbeat.interval.ms", value: Math.max(1, Math.floor(sessionMs / 3)) },
  };
}
