import type { MessageFacts } from "./delivery-facts.ts";

/** Whoever keeps accounts from an index hears which of them an event may have changed. */
export interface IndexWatcher {
  /** Before the first event of a later instant is read. */
  instant(at: number): void;
  touch(message: number): void;
  /** Only as it stands at this destination. */
  touchAt(message: number, destination: number): void;
  /** A consumer begins on it, or asks for its effect, which changes nothing of one that is on its way. */
  touchGoingOn(message: number, destination: number): void;
  /** The first effect of a message at a destination. */
  applied(message: MessageFacts, destination: number): void;
  /** What the process has in hand. */
  touchHeldBy(process: number): void;
  /** What the process sent and was not told yes about. */
  touchProducedBy(process: number): void;
  touchAll(): void;
}
