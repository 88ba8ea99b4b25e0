/** Everything has a limit with a name; reaching one stops the run with the event `LimitReached`, never with a hang. */
export const LIMITS = {
  /** Scheduled events that have not happened yet. */
  pendingEvents: 1_000_000,
  /** Events handled without virtual time moving on: two processes that call each other with no delay. */
  eventsPerInstant: 200_000,
  /** Events handled in one run. */
  handledEvents: 50_000_000,
  /** Processes ever started in one run. */
  processes: 4_000,
  /** Connections ever opened in one run. */
  connections: 400_000,
} as const;

export type LimitName = keyof typeof LIMITS;

const WORDS: Readonly<Record<LimitName, string>> = {
  pendingEvents: "events still to come",
  eventsPerInstant: "events in one instant",
  handledEvents: "events in one run",
  processes: "processes in one run",
  connections: "connections in one run",
};

/** "200,000 events in one instant". */
export function limitWords(limit: LimitName): string {
  return `${String(LIMITS[limit]).replace(/\B(?=(\d{3})+$)/g, ",")} ${WORDS[limit]}`;
}

/** Thrown inside the kernel, caught by it, and turned into an event. */
export class LimitError extends Error {
  readonly limit: LimitName;
  constructor(limit: LimitName) {
    super(`limit ${limit} (${LIMITS[limit]}) reached`);
    this.limit = limit;
  }
}
