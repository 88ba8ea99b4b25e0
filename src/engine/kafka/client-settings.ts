import type { SettingValue } from "../delivery/settings.ts";
import { fromMs } from "../sim/time.ts";
import type { ClusterSettings } from "./client-cluster.ts";

/** Requests in flight to one node; in a consumer no setting but a constant (ConsumerUtils). */
export const CONSUMER_MAX_IN_FLIGHT = 100;

/** The settings that every client has, from the values in force. */
export function clusterSettings(values: Readonly<Record<string, SettingValue>>, maxInFlight: number): ClusterSettings {
  const us = (name: string) => fromMs(values[name] as number);
  return Object.freeze({
    network: Object.freeze({
      requestTimeoutUs: us("request.timeout.ms"),
      setupTimeoutUs: us("socket.connection.setup.timeout.ms"),
      setupTimeoutMaxUs: us("socket.connection.setup.timeout.max.ms"),
      reconnectBackoffUs: us("reconnect.backoff.ms"),
      reconnectBackoffMaxUs: us("reconnect.backoff.max.ms"),
      maxInFlight,
    }),
    metadataMaxAgeUs: us("metadata.max.age.ms"),
    retryBackoffUs: us("retry.backoff.ms"),
    retryBackoffMaxUs: us("retry.backoff.max.ms"),
  });
}
