import type { EventId, History } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { WhyProgress } from "./why-card.ts";
import { PIECE_ROWS, type Work } from "./work.ts";

/**
 * The same events in the history of the whole run: the n-th of the lane's parts there is the n-th here, and what no part did goes by its
 * kind, instant and text. -1 for what the whole run has not recorded.
 */
export function* matchEvents(
  alone: Simulation,
  whole: Simulation,
  lane: number,
  events: readonly EventId[],
  progress: WhyProgress,
): Work<EventId[]> {
  const wanted = new Set(events);
  const places = new Map<EventId, number | string>();
  let place = 0;
  for (let event = 0; event < alone.history.length; event++) {
    if (event % PIECE_ROWS === 0) yield progress;
    const own = alone.history.process(event) >= 0;
    if (wanted.has(event)) places.set(event, own ? place : nameOf(alone.history, event));
    if (own) place++;
  }
  const found = new Map<number | string, EventId>();
  const searched = new Set(places.values());
  const { history, processes } = whole;
  place = 0;
  for (let event = 0; event < history.length; event++) {
    if (event % PIECE_ROWS === 0) yield progress;
    const process = history.process(event);
    if (process < 0) {
      const name = nameOf(history, event);
      if (searched.has(name)) found.set(name, event);
    } else if (processes[process].lane === lane) {
      if (searched.has(place)) found.set(place, event);
      place++;
    }
  }
  return events.map((event) => found.get(places.get(event) ?? -1) ?? -1);
}

function nameOf(history: History, event: EventId): string {
  return `${history.kind(event)} ${history.at(event)} ${history.strings.text(history.a(event))}`;
}
