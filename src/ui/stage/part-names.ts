import type { DatabaseView, ProducerView, WorkerView } from "../../engine/delivery/views.ts";
import type { DirectClientView, DirectServiceView } from "../../engine/direct/views.ts";
import type { KafkaBrokerView, KafkaConsumerView } from "../../engine/kafka/views.ts";
import type { RabbitmqConsumerView, RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { spokenInstant } from "../../engine/sim/clock-text.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { isCutOff, type NetworkTrouble } from "./network-trouble.ts";

/** What a screen reader says of a part: its name, its condition, and the figures that are drawn on it. `place`: of one that is no process. */
export function nameOfPart(part: PlacedPart, process: FrameProcess | undefined, network: NetworkTrouble, place = ""): string {
  const condition = process === undefined ? "" : conditionOf(process, network);
  // Of a part that is down there is one thing to say; what it was doing is in its panel.
  const down = process !== undefined && (process.status === "crashed" || process.status === "stopped");
  const facts = process === undefined ? place : down ? "" : factsOf(part, process);
  return `${part.label}${condition}${facts === "" ? "" : `: ${facts}`}`;
}

function conditionOf({ status, since, host }: FrameProcess, network: NetworkTrouble): string {
  const stopped = status === "up" ? "" : `, ${status} at ${spokenInstant(since, 1)}`;
  return isCutOff(network, host) ? `${stopped}, cut off from the network` : stopped;
}

function factsOf(part: PlacedPart, { role, view }: FrameProcess): string {
  if (view === undefined) return "";
  if (part.face === "queue") {
    const queue = (view as RabbitmqNodeView).queues.find(({ name }) => name === part.data?.["queue"]);
    return queue === undefined ? "queue" : `queue, ${queue.readyCount} ready, ${queue.unackedCount} unacked`;
  }
  if (part.face === "exchange") return `${part.data?.["type"]} exchange`;
  switch (role) {
    case "kafka broker": {
      const { replicas } = view as KafkaBrokerView;
      const leads = replicas
        .filter((replica) => replica.role === "leader")
        .map(({ topic, partition, highWatermark }) => `${topic}-${partition} with high watermark ${highWatermark}`);
      return leads.length === 0 ? "leads nothing" : `leads ${leads.join(", ")}`;
    }
    case "kafka consumer": {
      const { group, state, assignment, worker } = view as KafkaConsumerView;
      return `consumer of group ${group}, ${state}, ${assignment.length === 0 ? "no partitions" : assignment.join(", ")}, ${work(worker)}`;
    }
    case "rabbitmq consumer": {
      const { queue, slots, worker } = view as RabbitmqConsumerView;
      return `consumer of queue ${queue}, holds ${slots.length}, ${work(worker)}`;
    }
    case "rabbitmq node":
      return `node with ${(view as RabbitmqNodeView).connections} connections`;
    case "direct service": {
      const { queue, worker } = view as DirectServiceView;
      return `service, ${queue.length} calls wait, ${work(worker)}`;
    }
    case "direct client": {
      const { sent, succeeded, failed } = view as DirectClientView;
      return `caller, ${sent} sent, ${succeeded} answered, ${failed} failed`;
    }
    case "database": {
      const { tables, idempotent } = view as DatabaseView;
      return `effects database${idempotent ? ", idempotent" : ""}, ${tables.map(({ table, total }) => `${total} ${table}`).join(", ")}`;
    }
    default: {
      const { sent, confirmed } = view as ProducerView;
      return sent === undefined ? role : `producer, ${sent} sent, ${confirmed} confirmed`;
    }
  }
}

function work({ phase, message }: WorkerView): string {
  return phase === "idle" ? "idle" : `working on message ${message}`;
}
