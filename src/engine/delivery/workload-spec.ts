import type { Arrivals, Keys, ListedMessage, Workload } from "../document/workload.ts";

export type { Arrivals, Keys, ListedMessage };

/** A workload, and the numbers of messages whose handler always throws. */
export type WorkloadSpec = Workload & { poison: readonly number[] };

/** A message as the business knows it, before any broker: number from 1 in the order of arrival. */
export interface BusinessMessage {
  readonly number: number;
  readonly atUs: number;
  readonly key: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly poison: boolean;
}
