import { SimulationHost } from "./host.ts";
import type { Request } from "./protocol.ts";

/** The ten lines that make the host a worker. Recording goes on between two messages, in slices. */
const host = new SimulationHost((response) => self.postMessage(response));
const turn = new MessageChannel();
turn.port1.onmessage = () => {
  if (host.pump()) turn.port2.postMessage(null);
};
self.onmessage = ({ data }: MessageEvent<Request>) => {
  host.handle(data);
  if (data.type === "record") turn.port2.postMessage(null);
};
