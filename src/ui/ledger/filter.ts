import { create } from "zustand";

/** Which rows of the messages table are wanted: one destination's, and perhaps only those where something went wrong. */
interface MessagesFilter {
  /** Name of a service; empty or unknown means the first one. */
  destination: string;
  wrongOnly: boolean;
}

export const useMessagesFilter = create<MessagesFilter>(() => ({ destination: "", wrongOnly: false }));

export function chosenDestination(services: readonly { name: string }[], wanted: string): string {
  return services.some(({ name }) => name === wanted) ? wanted : (services[0]?.name ?? "");
}
