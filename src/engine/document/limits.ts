/**
 * What one document may ask for at most. Reaching one is a message that names it. No number is below what version 1 allowed, since its
 * documents open for ever.
 */
export const DOCUMENT_LIMITS = {
  durationMs: 21_600_000,
  /** How much longer than its length a run may take to come to rest. */
  restMs: 600_000,
  /** Of all streams together. */
  messages: 100_000,
  streams: 12,
  lanes: 4,
  /** In a lane. */
  clusters: 8,
  applications: 40,
  /** Of one application when the run begins. */
  instances: 40,
  workers: 64,
  databases: 12,
  /** Of one application; also in its readings. */
  handlers: 12,
  /** Of one handler. */
  outputs: 12,
  types: 40,
  clients: 100,
  /** What one client library publishes to, reads from or calls. */
  wires: 40,
  /** Machines of a lane that are named in it. */
  hosts: 100,
  /** Processes of a lane when the run begins. */
  processes: 200,
  brokers: 9,
  topics: 40,
  /** Of one topic. */
  partitions: 64,
  /** Of all topics of a lane. */
  partitionsOfLane: 768,
  exchanges: 100,
  queues: 200,
  bindings: 400,
  commands: 500,
  expectations: 100,
  links: 200,
  textLength: 400,
  /** Of messages made of messages: see the plan of numbers. */
  generations: 8,
  blocks: 512,
  /** The highest number of a message. */
  number: 2_147_483_647,
} as const;

export type LimitName = keyof typeof DOCUMENT_LIMITS;
