import { type SettingOwner, type SettingValues, settingsInForce } from "../delivery/settings.ts";
import { fromMs } from "../sim/time.ts";
import type { ClusterSettings } from "./client-cluster.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

/** Requests in flight to one node; in a consumer no setting but a constant (ConsumerUtils). */
export const CONSUMER_MAX_IN_FLIGHT = 100;

/**
 * The settings that every client has. With `reconnect.backoff.ms` chosen and its maximum not, the pause does not grow
 * (CommonClientConfigs.postProcessReconnectBackoffConfigs).
 */
export function clusterSettings(owner: SettingOwner, chosen: SettingValues, maxInFlight: number): ClusterSettings {
  const values = settingsInForce(KAFKA_SETTINGS, owner, chosen);
  const us = (name: string) => fromMs(values[name] as number);
  const growsNot = chosen["reconnect.backoff.ms"] !== undefined && chosen["reconnect.backoff.max.ms"] === undefined;
  return Object.freeze({
    network: Object.freeze({
      requestTimeoutUs: us("request.timeout.ms"),
      setupTimeoutUs: us("socket.connection.setup.timeout.ms"),
      setupTimeoutMaxUs: us("socket.connection.setup.timeout.max.ms"),
      reconnectBackoffUs: us("reconnect.backoff.ms"),
      reconnectBackoffMaxUs: us(growsNot ? "reconnect.backoff.ms" : "reconnect.backoff.max.ms"),
      maxInFlight,
    }),
    metadataMaxAgeUs: us("metadata.max.age.ms"),
    retryBackoffUs: us("retry.backoff.ms"),
    retryBackoffMaxUs: us("retry.backoff.max.ms"),
  });
}
