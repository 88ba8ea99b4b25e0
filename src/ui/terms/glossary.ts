/** A word of the page that a newcomer cannot know, and what it means here. docs/GLOSSARY.md has the same texts. */
export interface Entry {
  /** As it is called where there is room. */
  word: string;
  text: string;
  /** Labels of tables that mean it. */
  labels?: readonly string[];
}

/** The one glossary of the page, by the id that elements carry as `data-tip`. */
export const GLOSSARY = {
  lane: {
    word: "lane",
    text: "One system under the shared workload. All lanes run on one clock, with the same messages and the same faults.",
  },
  promise: {
    word: "promise",
    text: "Something that a system may or may not guarantee, checked from outside: held, broken, not exercised (nothing put it to the test) or open.",
  },
  lost: {
    word: "lost",
    text: "Whoever sent the message was told that it is safe, or its reader said that it is done, and yet its work can never happen any more.",
  },
  duplicated: { word: "duplicated", text: "The work of one message was done more than once: a second charge, a second mail." },
  failed: {
    word: "failed",
    text: "The sender was refused, sent back or given no answer and gave up, or a direct call failed: nobody will do the work any more. Each service that the message is for counts by itself.",
  },
  late: { word: "out of order", text: "The work of a message was done after that of one with the same key that was sent later." },
  waiting: {
    word: "waiting",
    text: "Messages that were handed over and whose work is not done yet, wherever they stand. Each service that a message is for counts by itself.",
    labels: ["Waiting"],
  },
  median: {
    word: "median latency",
    text: "Half of the messages that are done, counted for each service, took at most this long from handing over to effect, with the opening of connections. Below 6 it would only show the slowest few.",
  },
  p90: {
    word: "p90 latency",
    text: "Nine in ten messages that are done, counted for each service, took at most this long from handing over to effect, with the opening of connections. Below 30 it would only show the slowest few.",
  },
  p99: {
    word: "p99 latency",
    text: "Of a hundred messages that are done, counted for each service, 99 took at most this long from handing over to effect, with the opening of connections. Below 300 it would only show the slowest few.",
  },
  confirmed: {
    word: "confirmed",
    text: "The sender was told yes: the broker has taken the message over.",
    labels: ["Confirmed", "acked", "confirmed"],
  },
  refused: { word: "refused", text: "The sender was told no: it certainly did not happen.", labels: ["Refused"] },
  unresolved: {
    word: "nobody knows",
    text: "The sender was told nothing, because a connection broke or time ran out: the message may be stored or not.",
    labels: ["Fate unknown"],
  },
  effect: {
    word: "effect",
    text: "What a consumer changed in the outside world, such as a row in a database. It is what counts in the end.",
  },
  idempotent: {
    word: "idempotent",
    text: "Doing it twice changes no more than doing it once: the database remembers each message and ignores a repeat.",
    labels: ["Applies a message"],
  },
  again: { word: "ring around a token", text: "This copy is a repeat: the message was there, or was handed over, before." },
  "not-readable": {
    word: "outlined token",
    text: "The leader has this record, but not every in-sync replica does: nobody may read it yet.",
    labels: ["Not readable yet"],
  },
  redelivered: {
    word: "redelivered",
    text: "RabbitMQ marks a message that it hands out again. The mark says that it may have been seen before, not that it was.",
    labels: ["Of these redelivered"],
  },
  offset: { word: "offset", text: "A record's place in its partition, counted from 0. It never changes." },
  partition: {
    word: "partition",
    text: "One ordered log of a topic. Order holds inside a partition only; all records of a key go to the same one.",
    labels: ["Partitions"],
  },
  leader: {
    word: "leader",
    text: "The broker whose copy of a partition is written and read. The others follow and copy.",
    labels: ["Leader", "Partitions without leader"],
  },
  replicas: { word: "replica", text: "A copy of a partition on one broker.", labels: ["Replicas"] },
  isr: {
    word: "ISR, in-sync replicas",
    text: "The copies that have kept up with the leader. With acks=all a write counts once all of them have it, and only they may become leader without loss.",
    labels: ["In sync", "ISR", "In-sync replicas"],
  },
  elr: {
    word: "ELR, eligible leader replicas",
    text: "Copies that left the in-sync set but are known to hold everything that was confirmed: they may lead when no in-sync copy is left.",
    labels: ["ELR", "Eligible leader replicas"],
  },
  hw: {
    word: "HW, high watermark",
    text: "Up to here every in-sync replica has the records. Consumers read nothing above it, so that nothing they saw can vanish.",
    labels: ["High watermark"],
  },
  leo: { word: "log end offset", text: "The offset that the next record of this copy will get.", labels: ["Log end offset"] },
  epoch: {
    word: "leader epoch",
    text: "Counts the leaders of a partition. Whoever speaks with an older number is not the leader any more.",
    labels: ["Leader epoch"],
  },
  "broker-epoch": {
    word: "broker epoch",
    text: "A new number for each start of a broker, so that a message of its former life is not taken for one of this life.",
    labels: ["Broker epoch"],
  },
  group: {
    word: "consumer group",
    text: "Consumers that share the work: each partition is read by exactly one of them.",
    labels: ["Group", "Members"],
  },
  generation: {
    word: "generation",
    text: "Counts the divisions of a group's partitions. A member of an older generation can commit no more.",
    labels: ["Generation"],
  },
  coordinator: {
    word: "group coordinator",
    text: "The broker that looks after a group: who is a member, who has which partition, how far each is committed.",
    labels: ["Coordinator", "Coordinates"],
  },
  committed: {
    word: "committed offset",
    text: "The group's bookmark in a partition: whoever takes it over goes on from here, whatever was processed meanwhile.",
    labels: ["Committed offset", "Committed"],
  },
  lag: { word: "lag", text: "How many readable records of its partitions a group has not committed yet." },
  rebalance: { word: "rebalance", text: "The group divides its partitions anew, because a member came, left or fell silent." },
  controller: {
    word: "controller",
    text: "Decides who leads which partition and which brokers count as alive.",
    labels: ["Controller", "Brokers alive"],
  },
  fenced: {
    word: "fenced",
    text: "The controller takes the broker for dead, because no heartbeat came in time: it leads nothing until it is heard of again.",
    labels: ["Fenced", "Fenced by the controller"],
  },
  "producer-id": {
    word: "producer id",
    text: "With it and a number for each batch, a partition recognises a batch that is sent again and stores it once.",
    labels: ["Producer id"],
  },
  batch: {
    word: "batch",
    text: "Records for one partition that are sent together. A record waits in its batch until that is full or linger.ms is over.",
    labels: ["In batches, not sent"],
  },
  exchange: {
    word: "exchange",
    text: "Takes messages from publishers and puts a copy into each queue that a binding leads to. It stores nothing itself.",
    labels: ["Exchange", "Exchanges"],
  },
  binding: {
    word: "binding",
    text: "A rule from an exchange to a queue: messages whose routing key matches go there.",
    labels: ["Bound to"],
  },
  queue: {
    word: "queue",
    text: "Keeps messages until a consumer has acknowledged them. What is acknowledged is gone.",
    labels: ["Queue", "Queues"],
  },
  ready: { word: "ready", text: "Messages in the queue that no consumer has yet.", labels: ["Ready"] },
  unacked: {
    word: "unacked",
    text: "Handed to a consumer and not acknowledged: the queue still answers for them, and takes them back when the consumer is gone.",
    labels: ["Unacked", "Holds unacked"],
  },
  prefetch: {
    word: "prefetch",
    text: "How many messages a consumer may hold unacknowledged. Without a limit the queue hands out everything at once.",
    labels: ["Prefetch in use"],
  },
  durable: {
    word: "durable",
    text: "The queue itself is there again after the node restarts; its messages only if they were persistent.",
    labels: ["Durable"],
  },
  confirms: {
    word: "publisher confirms",
    text: "The node tells the publisher when it has taken responsibility for a message. Without them a publisher never knows.",
    labels: ["Without a confirm yet"],
  },
  seed: {
    word: "seed",
    text: "Decides all chance of the run: arrivals, service times, delays. The same seed gives the same run, event for event.",
  },
  fingerprint: {
    word: "fingerprint",
    text: "A number over the whole history. Two runs with the same fingerprint went the same way, event for event.",
  },
  "virtual-clock": { word: "virtual clock", text: "The time inside the simulation. It does not depend on how fast the run is played." },
} as const satisfies Record<string, Entry>;

export type TermId = keyof typeof GLOSSARY;

const byLabel = new Map<string, TermId>(
  Object.entries(GLOSSARY).flatMap(([id, entry]) => ("labels" in entry ? entry.labels : []).map((label) => [label, id as TermId] as const)),
);

/** The term that a label of a table means; undefined for labels that speak for themselves. */
export function termOfLabel(label: string): TermId | undefined {
  return byLabel.get(label);
}
