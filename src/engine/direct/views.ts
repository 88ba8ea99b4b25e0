import type { ProducerView, WorkerView } from "../delivery/views.ts";

export interface DirectClientView extends ProducerView {
  /** Requests under way: which message, which service is being called now, and for the how many-th time. */
  calls: readonly { message: number; service: string; attempt: number; since: number }[];
  succeeded: number;
  failed: number;
}

export interface DirectServiceView {
  service: string;
  /** Requests that wait for a worker, in order. */
  queue: readonly number[];
  worker: WorkerView;
}
