import type { DatabaseView, ProducerView, WorkerView } from "../../engine/delivery/views.ts";
import type { DirectClientView, DirectServiceView } from "../../engine/direct/views.ts";
import type { KafkaBrokerView, KafkaConsumerView, KafkaControllerView, KafkaProducerView } from "../../engine/kafka/views.ts";
import type { RabbitmqConsumerView, RabbitmqNodeView, RabbitmqPublisherView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { labelOf } from "../state/messages.ts";
import { leaderOf, partitionName } from "./kafka-cluster.ts";
import { messageList, type NowRow, row } from "./now-row.ts";

/** Roles whose view tells what a process has in mind: when it is down, that is gone, and what it starts with next is not how things stand. */
const IN_MEMORY: readonly string[] = ["kafka broker", "kafka controller", "kafka consumer", "rabbitmq consumer", "direct service"];

/** What a part's own view says of it, in its system's words. `lane` holds the processes of its lane. */
export function nowRows(process: FrameProcess, lane: readonly FrameProcess[]): NowRow[] {
  if (process.view === undefined) return [];
  const down = process.status === "crashed" || process.status === "stopped";
  if (down && IN_MEMORY.includes(process.role)) return [];
  switch (process.role) {
    case "kafka producer":
      return kafkaProducerRows(process.view as KafkaProducerView);
    case "kafka broker":
      return brokerRows(process.view as KafkaBrokerView);
    case "kafka consumer":
      return kafkaConsumerRows(process.view as KafkaConsumerView, lane);
    case "kafka controller":
      return controllerRows(process.view as KafkaControllerView);
    case "rabbitmq publisher":
      return publisherRows(process.view as RabbitmqPublisherView);
    case "rabbitmq node":
      return nodeRows(process.view as RabbitmqNodeView);
    case "rabbitmq consumer":
      return rabbitmqConsumerRows(process.view as RabbitmqConsumerView);
    case "direct client":
      return clientRows(process.view as DirectClientView);
    case "direct service":
      return serviceRows(process.view as DirectServiceView);
    case "database":
      return databaseRows(process.view as DatabaseView);
    default:
      return [];
  }
}

function sendingRows({ sent, confirmed, refused, unresolved }: ProducerView, told: string): NowRow[] {
  return [row("Sent", sent), row(told, confirmed), row("Refused", refused), row("Fate unknown", unresolved)];
}

function kafkaProducerRows(view: KafkaProducerView): NowRow[] {
  return [
    ...sendingRows(view, view.acks === "0" ? "Handed over, no answer asked" : "Acknowledged"),
    row("In flight", messageList(view.waiting)),
    row("In batches, not sent", messageList(view.buffered)),
    row("Producer id", view.idempotent && view.producerId >= 0 ? view.producerId : "none"),
  ];
}

function brokerRows({ brokerEpoch, fenced, replicas, groups }: KafkaBrokerView): NowRow[] {
  return [
    row("Fenced by the controller", fenced ? "yes" : "no"),
    row("Broker epoch", brokerEpoch),
    ...replicas.flatMap((replica): NowRow[] => {
      const { role, leaderEpoch, highWatermark, logEndOffset, isr, elr } = replica;
      const eligible = elr.length === 0 ? "" : `, ELR ${elr.join(" ")}`;
      const known = `epoch ${leaderEpoch}, high watermark ${highWatermark}, log end ${logEndOffset}`;
      return [row(partitionName(replica), role === "leader" ? `leads, ISR ${isr.join(" ")}${eligible}, ${known}` : `${role}, ${known}`)];
    }),
    row("Coordinates", groups.length === 0 ? "no group" : groups.map(({ group }) => group).join(", ")),
  ];
}

function controllerRows({ brokers, partitions }: KafkaControllerView): NowRow[] {
  const fenced = brokers.filter((broker) => broker.fenced).map(({ broker }) => broker);
  return [
    row("Brokers alive", `${brokers.length - fenced.length} of ${brokers.length}`),
    row("Fenced", fenced.length === 0 ? "none" : fenced.join(", ")),
    ...brokers.filter(({ fenced, shuttingDown }) => shuttingDown && !fenced).map(({ broker }) => row(`Broker ${broker}`, "shuts down")),
    ...partitions
      .filter(({ elr }) => elr.length > 0)
      .map((partition) => row(`${partitionName(partition)}, eligible to lead`, `broker ${partition.elr.join(", ")}`)),
    row("Partitions without leader", partitions.filter(({ leader }) => leader < 0).length),
  ];
}

function kafkaConsumerRows(view: KafkaConsumerView, lane: readonly FrameProcess[]): NowRow[] {
  const { group, state, generation, assignment, positions, buffered, worker } = view;
  return [
    row("Group", group),
    row("State", state),
    row("Generation", generation < 0 ? "none" : generation),
    row("Partitions", assignment.length === 0 ? "none" : assignment.join(", ")),
    ...positions.flatMap(({ partition, position, committed }): NowRow[] => {
      const leader = leaderOf(lane, partition);
      const lag = leader === undefined ? "" : `, lag ${Math.max(0, leader.highWatermark - Math.max(0, committed))}`;
      return [
        row(`${partition}, committed`, committed < 0 ? `none${lag}` : `${committed}${lag}`),
        row(`${partition}, reads next`, position),
      ];
    }),
    row("Fetched, not processed", messageList(buffered)),
    ...workRows(worker),
  ];
}

function publisherRows(view: RabbitmqPublisherView): NowRow[] {
  return [
    row("Connected", view.connected ? "yes" : "no"),
    ...sendingRows(view, view.confirms ? "Confirmed" : "Confirmed (off)"),
    row("Without a confirm yet", messageList(view.waiting)),
    row("To be published", messageList(view.buffered)),
    row("Came back, no queue took them", view.returned),
  ];
}

function nodeRows({ connections, exchanges, queues }: RabbitmqNodeView): NowRow[] {
  const sum = (count: (queue: RabbitmqNodeView["queues"][number]) => number) => queues.reduce((total, queue) => total + count(queue), 0);
  return [
    row("Connections", connections),
    row("Exchanges", exchanges.map(({ name }) => name).join(", ") || "none"),
    row("Queues", queues.map(({ name }) => name).join(", ") || "none"),
    row(
      "Ready in all queues",
      sum(({ readyCount }) => readyCount),
    ),
    row(
      "Unacked in all queues",
      sum(({ unackedCount }) => unackedCount),
    ),
  ];
}

function rabbitmqConsumerRows({ queue, consumerTag, connected, prefetch, noAck, slots, worker }: RabbitmqConsumerView): NowRow[] {
  return [
    row("Connected", connected ? "yes" : "no"),
    row("Queue", queue),
    row("Consumer tag", consumerTag === "" ? "none" : consumerTag),
    row(
      "Prefetch in use",
      noAck ? "none: automatic ack knows no prefetch" : prefetch === 0 ? `${slots.length}, no limit` : `${slots.length} of ${prefetch}`,
    ),
    row(noAck ? "Holds, acked already" : "Holds unacked", messageList(slots.map(({ message }) => message))),
    row("Of these redelivered", slots.filter(({ redelivered }) => redelivered).length),
    ...workRows(worker),
  ];
}

function clientRows(view: DirectClientView): NowRow[] {
  const again = view.calls.filter(({ attempt }) => attempt > 1);
  return [
    row("Orders begun", view.sent),
    row("Answered by all services", view.succeeded),
    row("Failed", view.failed),
    row(
      "Calls under way",
      view.calls.length === 0 ? "none" : view.calls.map(({ message, service }) => `#${labelOf(message)} at ${service}`).join(", "),
    ),
    row(
      "Of these retries",
      again.length === 0 ? 0 : again.map(({ message, attempt }) => `#${labelOf(message)}, try ${attempt}`).join(", "),
    ),
    row("Waiting for the caller", messageList(view.buffered)),
  ];
}

function serviceRows({ service, queue, worker }: DirectServiceView): NowRow[] {
  return [row("Service", service), row("Calls that wait", messageList(queue)), ...workRows(worker)];
}

function databaseRows({ idempotent, tables }: DatabaseView): NowRow[] {
  return [
    row("Applies a message", idempotent ? "once" : "as often as asked"),
    ...tables.flatMap(({ table, total, skipped, effects }) => [
      row(table, `${total}, twice ${effects.filter(({ count, ignored }) => count > 1 && ignored !== true).length}`),
      ...(idempotent ? [row(`${table}, known and skipped`, skipped)] : []),
    ]),
  ];
}

function workRows({ phase, message, attempt, done, failed }: WorkerView): NowRow[] {
  const at = phase === "idle" ? "nothing" : `#${labelOf(message)}${attempt > 1 ? `, try ${attempt}` : ""}`;
  return [row("Works on", at), row("Done", done), row("Failed", failed)];
}
