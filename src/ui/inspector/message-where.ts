import type { ProducerView } from "../../engine/delivery/views.ts";
import type { DirectClientView, DirectServiceView } from "../../engine/direct/views.ts";
import type { KafkaConsumerView } from "../../engine/kafka/views.ts";
import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import type { FramePacket, FrameProcess, ProcessInfo } from "../../worker/protocol.ts";
import { brokersUp, partitionName } from "./kafka-cluster.ts";

/** Everywhere a message is at one instant, by what the parts of one lane show. The same message can be in many places at once. */
export function whereIs(
  message: number,
  lane: readonly FrameProcess[],
  packets: readonly FramePacket[],
  roster: readonly ProcessInfo[],
): string[] {
  const ids = new Set(lane.map(({ id }) => id));
  const part = (id: number) => roster[id]?.part ?? "a part";
  return [
    ...lane.flatMap((process) => atProcess(message, process)),
    ...inLogs(message, lane),
    ...packets
      .filter(({ from, carries }) => ids.has(from) && carries.includes(message))
      .map(({ from, to, type, held }) => `in a ${type} from ${part(from)} to ${part(to)}${held ? ", held by the cut network" : ""}`),
  ];
}

function atProcess(message: number, { role, part, status, view }: FrameProcess): string[] {
  if (view === undefined || status === "crashed" || status === "stopped") return [];
  switch (role) {
    case "kafka producer":
    case "rabbitmq publisher":
      return sending(message, part, view as ProducerView);
    case "kafka consumer": {
      const { buffered, worker } = view as KafkaConsumerView;
      if (worker.phase !== "idle" && worker.message === message) return [`at work in ${part}`];
      return buffered.includes(message) ? [`fetched by ${part}, not processed`] : [];
    }
    case "rabbitmq node":
      return (view as RabbitmqNodeView).queues.flatMap(({ name, ready, unacked }) => [
        ...ready.flatMap((entry, place) =>
          entry.message === message ? [`ready in queue ${name}, place ${place + 1}${entry.redelivered ? ", redelivered" : ""}`] : [],
        ),
        ...unacked.flatMap((entry) => (entry.message === message ? [`unacked in queue ${name}, held by ${entry.consumer}`] : [])),
      ]);
    case "rabbitmq consumer": {
      const { slots, worker } = view as RabbitmqConsumerView;
      if (worker.phase !== "idle" && worker.message === message) return [`at work in ${part}`];
      return slots.some((slot) => slot.message === message) ? [`waiting in ${part}`] : [];
    }
    case "direct client":
      return [
        ...(view as DirectClientView).calls
          .filter((call) => call.message === message)
          .map(({ service, attempt }) => `called at ${service}${attempt > 1 ? `, try ${attempt}` : ""}`),
        ...((view as DirectClientView).buffered.includes(message) ? [`waiting in ${part}`] : []),
      ];
    case "direct service": {
      const { queue, worker } = view as DirectServiceView;
      if (worker.phase !== "idle" && worker.message === message) return [`at work in ${part}`];
      return queue.includes(message) ? [`waiting at ${part}`] : [];
    }
    default:
      return [];
  }
}

function sending(message: number, part: string, { waiting, buffered }: ProducerView): string[] {
  if (buffered.includes(message)) return [`in a batch of ${part}, not sent`];
  return waiting.includes(message) ? [`sent by ${part}, no answer yet`] : [];
}

/** One entry for a place in a log, whichever brokers hold it; above the high watermark nobody may read it. */
function inLogs(message: number, lane: readonly FrameProcess[]): string[] {
  const places = new Map<string, { brokers: number[]; readable: boolean }>();
  for (const { view } of brokersUp(lane)) {
    for (const replica of view.replicas) {
      for (const { offset, message: stored } of replica.records) {
        if (stored !== message) continue;
        const key = `${partitionName(replica)} at offset ${offset}`;
        const place = places.get(key) ?? { brokers: [], readable: false };
        places.set(key, place);
        place.brokers.push(view.broker);
        if (replica.role === "leader" && offset < replica.highWatermark) place.readable = true;
      }
    }
  }
  return [...places].map(([place, { brokers, readable }]) => {
    const holders = brokers.length === 1 ? `broker ${brokers[0]}` : `brokers ${brokers.sort((one, other) => one - other).join(", ")}`;
    return `in ${place}, on ${holders}${readable ? "" : ", above the high watermark"}`;
  });
}
