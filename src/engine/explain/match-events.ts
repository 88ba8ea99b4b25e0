import type { EventId, History } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";

/**
 * The same events in the history of the whole run: the n-th that a process of the lane recorded there is the n-th here. Events without
 * a process (a fault of the network) are found by their time. -1 for one that is not there.
 */
export function matchEvents(alone: Simulation, whole: Simulation, lane: number, events: readonly EventId[]): EventId[] {
  const wanted = new Map<string, EventId>();
  const keys = keysOf(alone, lane);
  for (const event of events) wanted.set(keys.get(event) ?? "", event);
  const found = new Map<EventId, EventId>();
  for (const [event, key] of keysOf(whole, lane)) {
    const asked = wanted.get(key);
    if (asked !== undefined) found.set(asked, event);
  }
  return events.map((event) => found.get(event) ?? -1);
}

/** What names an event of a lane in any history that has it. */
function keysOf({ history, processes }: Simulation, lane: number): Map<EventId, string> {
  const keys = new Map<EventId, string>();
  let place = 0;
  for (let event = 0; event < history.length; event++) {
    const process = history.process(event);
    if (process < 0) keys.set(event, outside(history, event));
    else if (processes[process].lane === lane) keys.set(event, String(place++));
  }
  return keys;
}

function outside(history: History, event: EventId): string {
  return `${history.kind(event)}@${history.at(event)}:${history.strings.text(history.a(event))}`;
}
