import { type Contradiction, type SettingValue, type SettingValues, settingsInForce } from "../delivery/settings.ts";
import { fromMs } from "../sim/time.ts";
import type { ClusterSettings } from "./client-cluster.ts";
import { clusterSettings } from "./client-settings.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

export interface ProducerConfig {
  acks: -1 | 0 | 1;
  idempotent: boolean;
  retries: number;
  lingerUs: number;
  batchSize: number;
  maxRequestSize: number;
  maxInFlight: number;
  deliveryTimeoutUs: number;
  /** How long send() may wait for metadata (K-PROD-06). */
  maxBlockUs: number;
  cluster: ClusterSettings;
}

/** The settings in force, or why Kafka would refuse them with a ConfigException (K-PROD-15, K-PROD-30). */
export function producerConfig(chosen: SettingValues): { config: ProducerConfig } | Contradiction {
  const values = settingsInForce(KAFKA_SETTINGS, "producer", chosen);
  const acks = values["acks"] === "all" || values["acks"] === "-1" ? -1 : values["acks"] === "0" ? 0 : 1;
  const retries = values["retries"] as number;
  const maxInFlight = values["max.in.flight.requests.per.connection"] as number;
  const asked = chosen["enable.idempotence"];
  if (asked !== false && maxInFlight > 5) {
    const name = "max.in.flight.requests.per.connection";
    return refusal(`${name} must be at most 5 to use the idempotent producer`, name, 5);
  }
  if (asked === true && acks !== -1) return refusal("acks must be all to use the idempotent producer", "enable.idempotence", false);
  if (asked === true && retries === 0) return refusal("retries must not be 0 to use the idempotent producer", "enable.idempotence", false);
  const lingerMs = values["linger.ms"] as number;
  const requestTimeoutMs = values["request.timeout.ms"] as number;
  const deliveryTimeoutMs = values["delivery.timeout.ms"] as number;
  if (chosen["delivery.timeout.ms"] !== undefined && deliveryTimeoutMs < lingerMs + requestTimeoutMs) {
    const name = "delivery.timeout.ms";
    return refusal(`${name} must be at least linger.ms + request.timeout.ms`, name, lingerMs + requestTimeoutMs);
  }
  return {
    config: {
      acks,
      idempotent: asked !== false && acks === -1 && retries > 0,
      retries,
      lingerUs: fromMs(lingerMs),
      batchSize: values["batch.size"] as number,
      maxRequestSize: values["max.request.size"] as number,
      maxInFlight,
      deliveryTimeoutUs: fromMs(Math.max(deliveryTimeoutMs, lingerMs + requestTimeoutMs)),
      maxBlockUs: fromMs(values["max.block.ms"] as number),
      cluster: clusterSettings("producer", chosen, maxInFlight),
    },
  };
}

function refusal(error: string, name: string, value: SettingValue): Contradiction {
  return { cannot: "The producer cannot start", error, fix: { owner: "producer", name, value } };
}
