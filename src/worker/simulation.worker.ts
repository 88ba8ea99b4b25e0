import { SimulationHost } from "./host.ts";
import type { Request } from "./protocol.ts";

/** The few lines that make the host a worker. Its work goes on between two messages, in slices. */
const host = new SimulationHost((response) => self.postMessage(response));
const turn = new MessageChannel();
let turning = false;
turn.port1.onmessage = () => {
  turning = host.pump();
  if (turning) turn.port2.postMessage(null);
};
self.onmessage = ({ data }: MessageEvent<Request>) => {
  host.handle(data);
  if (turning || (data.type !== "record" && data.type !== "why" && data.type !== "hold")) return;
  turning = true;
  turn.port2.postMessage(null);
};
