import { create } from "zustand";
import type { Sort } from "./sorting.ts";
import type { VerdictFilter } from "./verdict-filter.ts";

/** Which rows of the messages table are wanted, and in which order. */
interface MessagesFilter {
  /** Name of a service; empty or unknown means the first one. */
  destination: string;
  verdict: VerdictFilter;
  sort: Sort;
}

export const useMessagesFilter = create<MessagesFilter>(() => ({
  destination: "",
  verdict: "all",
  sort: { by: "message", lane: -1, descending: false },
}));

export function chosenDestination(services: readonly { name: string }[], wanted: string): string {
  return services.some(({ name }) => name === wanted) ? wanted : (services[0]?.name ?? "");
}
