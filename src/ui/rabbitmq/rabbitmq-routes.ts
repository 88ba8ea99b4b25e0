import { type LaneLayout, type PacketRoute, type Point, reversed } from "../layout/lane-layout.ts";
import { deliveryLine, effectLine, publishLine } from "./rabbitmq-lines.ts";
import type { RabbitmqPlaces } from "./rabbitmq-places.ts";

/** The way of a packet of a RabbitMQ lane along its lines, or null when it is not drawn. */
export function rabbitmqRoute(places: RabbitmqPlaces, { from, to, type }: Parameters<LaneLayout["route"]>[0]): PacketRoute | null {
  switch (type) {
    case "basic.publish":
      return along(publishLine(places, from), "token");
    case "confirm.ack":
    case "confirm.nack":
      return along(reversed(publishLine(places, to)), "answer");
    case "basic.return":
      return along(reversed(publishLine(places, to)), "token");
    case "basic.deliver":
      return along(deliveryLine(places, to), "token");
    case "basic.ack":
      return along(reversed(deliveryLine(places, from)), "answer");
    case "basic.nack":
    case "basic.reject":
      return along(reversed(deliveryLine(places, from)), "token");
    case "Apply":
      return along(effectLine(places, from), "token");
    case "Applied":
      return along(reversed(effectLine(places, to)), "answer");
    default:
      return null;
  }
}

function along(points: Point[], look: PacketRoute["look"]): PacketRoute | null {
  return points.length === 0 ? null : { points, look };
}
