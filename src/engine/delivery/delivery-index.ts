import { CHUNK_ROWS, type EventId, type HistoryChunk, NO_PROCESS } from "../sim/history.ts";
import { DeliveryState } from "./delivery-state.ts";
import { HANDLERS, NAMES_DESTINATION, TOUCH, TOUCHES } from "./index-handlers.ts";

export { ROLE } from "./delivery-state.ts";

/**
 * One lane, gathered in one pass over its history. `read` may be called again when the history has grown. Cost is linear in the events.
 */
export class DeliveryIndex extends DeliveryState {
  /** Reads on, up to and without event `until`. */
  read(until: EventId = this.history.length): this {
    const { history, processLanes, lane, destinations: names } = this;
    for (let from = this.length; from < until; ) {
      const chunk = history.chunks[Math.floor(from / CHUNK_ROWS)];
      const { at, kind, process: processes, a } = chunk;
      const first = from - (from % CHUNK_ROWS);
      const end = Math.min(until, first + CHUNK_ROWS);
      for (let id = from; id < end; id++) {
        const i = id - first;
        if (HANDLERS[kind[i]] === undefined) continue;
        const process = processes[i];
        if (process !== NO_PROCESS && processLanes[process] !== lane) continue;
        this.watcher?.instant(at[i]);
        if (names === null || !NAMES_DESTINATION[kind[i]]) this.take(id, chunk, i, a[i]);
        else for (const destination of this.destinationsOf(a[i])) this.take(id, chunk, i, destination);
      }
      from = end;
    }
    this.length = Math.max(this.length, until);
    return this;
  }

  /** One event; `subject` is its first field, or one of the destinations that it stands for. */
  private take(id: EventId, { kind, process, message, b, c }: HistoryChunk, i: number, subject: number): void {
    const { watcher } = this;
    if (watcher !== undefined) {
      const touch = message[i] < 0 ? TOUCH.itself : TOUCHES[kind[i]];
      if (touch === TOUCH.message) watcher.touch(message[i]);
      else if (touch === TOUCH.destination) watcher.touchAt(message[i], subject);
      else if (touch === TOUCH.goingOn) watcher.touchGoingOn(message[i], subject);
    }
    HANDLERS[kind[i]]?.(this, id, process[i], message[i], subject, b[i], c[i]);
  }
}
