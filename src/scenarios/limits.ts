/** What a run from outside may ask for at most: a link or a file is untrusted input. */
export const RUN_LIMITS = {
  durationMs: 21_600_000,
  messages: 20_000,
  lanes: 4,
  commands: 500,
  services: 12,
  consumersPerService: 12,
  producers: 8,
  brokers: 9,
  partitions: 64,
  topics: 12,
  exchanges: 24,
  queues: 24,
  bindings: 100,
  textLength: 400,
} as const;
