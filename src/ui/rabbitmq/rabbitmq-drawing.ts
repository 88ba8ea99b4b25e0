import { plainChip, type SystemDrawing } from "../parts/system-drawing.ts";
import { ConsumerFace } from "./ConsumerFace.tsx";
import { BindingFace, ExchangeFace } from "./ExchangeFace.tsx";
import { NodeFace } from "./NodeFace.tsx";
import { PublisherFace } from "./PublisherFace.tsx";
import { QueueFace } from "./QueueFace.tsx";
import { layoutRabbitmq } from "./rabbitmq-layout.ts";
import { layoutRabbitmqPhone } from "./rabbitmq-phone-layout.ts";
import { topologyMark } from "./rabbitmq-topology.ts";
import { insideQueue, rabbitmqFacts } from "./rabbitmq-words.ts";

/** A RabbitMQ lane: a node with its exchanges, bindings and queues, and a box for each client. */
export const RABBITMQ_DRAWING: SystemDrawing<"rabbitmq"> = {
  layout: layoutRabbitmq,
  upright: layoutRabbitmqPhone,
  faces: {
    "rabbitmq-publisher": PublisherFace,
    "rabbitmq-node": NodeFace,
    "rabbitmq-consumer": ConsumerFace,
    exchange: ExchangeFace,
    binding: BindingFace,
    queue: QueueFace,
  },
  markOf: topologyMark,
  chips: ({ publisher, consumer }, services) => [
    { name: "confirm.select", shown: publisher["confirm.select"] === false ? "no confirms" : "publisher confirms" },
    // Automatic acknowledgement knows no prefetch (R-CONS-06).
    services.every(({ settle }) => settle === "auto")
      ? { name: "prefetch", shown: "automatic ack" }
      : plainChip("prefetch", consumer["prefetch"] ?? 0),
  ],
  factsOf: rabbitmqFacts,
  insideOf: insideQueue,
};
