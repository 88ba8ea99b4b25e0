import type { Request, Response } from "./protocol.ts";

export interface SimulationClient {
  post(request: Request): void;
  close(): void;
}

/** Starts the worker. `onFailure` is for what happens outside any request: the worker could not load. */
export function connectSimulation(onResponse: (response: Response) => void, onFailure: (message: string) => void): SimulationClient {
  const worker = new Worker(new URL("./simulation.worker.ts", import.meta.url), { type: "module", name: "simulation" });
  worker.onmessage = ({ data }: MessageEvent<Response>) => onResponse(data);
  worker.onerror = (event) => onFailure(event.message || "the simulation could not be loaded");
  return { post: (request) => worker.postMessage(request), close: () => worker.terminate() };
}
