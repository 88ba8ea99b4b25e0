import type { ProcessInfo } from "../../worker/protocol.ts";
import type { StoryReader } from "./reader.ts";

/** A stretch of a process's line. Times in microseconds; a stretch without an end in sight ends at infinity. */
export interface Life {
  state: "up" | "down" | "frozen" | "away";
  from: number;
  to: number;
}

export interface Work {
  process: number;
  message: number;
  destination: string;
  from: number;
  to: number;
}

/** A stretch of time that something waited for, with the setting that measured it: `session.timeout.ms = 3000`. */
export interface Wait {
  /** Whose silence or absence it is. */
  process: number;
  from: number;
  to: number;
  label: string;
  /** The place that it is about; empty for none. */
  place: string;
  /** The message that it is about; negative for none. */
  message: number;
}

/** What is true of a whole lane, whatever the message: made once for a history, asked for every story. */
export interface LaneLives {
  lives: ReadonlyMap<number, readonly Life[]>;
  works: readonly Work[];
  waits: readonly Wait[];
  /** Which destinations a process worked for. */
  destinations: ReadonlyMap<number, ReadonlySet<string>>;
  /** Places that store each message. */
  placesOf: ReadonlyMap<number, ReadonlySet<string>>;
  /** Places that have leaders. */
  brokerPlaces: ReadonlySet<string>;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Reads a lane's whole history once. */
export function livesOf(history: StoryReader, roster: readonly Pick<ProcessInfo, "id" | "part" | "lane">[], lane: number): LaneLives {
  const lives = new Map<number, Life[]>();
  const works: Work[] = [];
  const waits: Wait[] = [];
  const destinations = new Map<number, Set<string>>();
  const placesOf = new Map<number, Set<string>>();
  const working = new Map<number, Work>();
  const leaders = new Map<string, number>();
  const leaderless = new Map<string, Wait>();

  const turn = (process: number, at: number, state: Life["state"]) => {
    const known = lives.get(process);
    const last = known?.at(-1);
    if (known === undefined || last === undefined) {
      const before: Life[] = at > 0 && state === "up" ? [{ state: "away", from: 0, to: at }] : [];
      lives.set(process, [...before, { state, from: at, to: NEVER }]);
    } else if (last.state !== state) {
      last.to = at;
      known.push({ state, from: at, to: NEVER });
    }
  };
  const stopWork = (process: number, at: number) => {
    const work = working.get(process);
    if (work !== undefined) work.to = at;
    working.delete(process);
  };
  const partNamed = (part: string) => roster.find((process) => process.lane === lane && process.part === part)?.id ?? -1;

  for (let id = 0; id < history.length; id++) {
    const process = history.process(id);
    if (process < 0 || roster[process]?.lane !== lane) continue;
    const at = history.at(id);
    const kind = history.kind(id);
    switch (kind) {
      case "ProcessStarted":
      case "ProcessResumed":
        turn(process, at, "up");
        break;
      case "ProcessFrozen":
        turn(process, at, "frozen");
        break;
      case "ProcessStopped":
        turn(process, at, "away");
        stopWork(process, at);
        break;
      case "ProcessCrashed":
      case "MachineLost":
        turn(process, at, "down");
        stopWork(process, at);
        for (const [place, leader] of leaders) {
          if (leader !== process || leaderless.has(place)) continue;
          const wait = { process, from: at, to: NEVER, label: "no leader", place, message: -1 };
          leaderless.set(place, wait);
          waits.push(wait);
        }
        break;
      case "BecameLeader": {
        const place = history.text(history.a(id));
        const wait = leaderless.get(place);
        if (wait !== undefined) wait.to = at;
        leaderless.delete(place);
        leaders.set(place, process);
        break;
      }
      case "MessageStored":
      case "MessageCopied":
        within(placesOf, history.message(id)).add(history.text(history.a(id)));
        break;
      case "MessageDelivered":
      case "OwnershipGained":
        // A group's coordinator takes what a member owned, so only what was gained tells whom a process works for.
        within(destinations, process).add(history.text(history.a(id)));
        break;
      case "WorkBegun": {
        stopWork(process, at);
        const work = { process, message: history.message(id), destination: history.text(history.a(id)), from: at, to: NEVER };
        working.set(process, work);
        works.push(work);
        break;
      }
      case "WorkDone":
      case "WorkFailed":
      case "WorkAbandoned":
        stopWork(process, at);
        break;
    }
    for (const { rule, a, b } of history.rulesOf(id)) {
      const setting = history.text(rule);
      const ms = b > 0 ? b : a;
      if (!isTimeSetting(setting) || ms <= 0) continue;
      waits.push({
        process: silentOne(history, id, process, partNamed),
        from: Math.max(0, at - ms * 1000),
        to: at,
        label: setting.endsWith("ms") ? `${setting} = ${a}` : `${setting} = ${a / 1000} s`,
        place: kind === "IsrShrunk" ? history.text(history.a(id)) : "",
        message: history.message(id),
      });
    }
  }
  return { lives, works, waits, destinations, placesOf, brokerPlaces: new Set(leaders.keys()) };
}

function within<K>(sets: Map<K, Set<string>>, key: K): Set<string> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const fresh = new Set<string>();
  sets.set(key, fresh);
  return fresh;
}

/** Kafka's settings carry their unit; RabbitMQ's heartbeat is in seconds. */
function isTimeSetting(setting: string): boolean {
  return setting.endsWith(".ms") || setting === "heartbeat";
}

/** Who was waited for: the events that end a silence name it. */
function silentOne(history: StoryReader, id: number, process: number, partNamed: (part: string) => number): number {
  switch (history.kind(id)) {
    case "MemberExpired":
      return partNamed(history.text(history.b(id)));
    case "BrokerFenced":
      return partNamed(`broker-${history.a(id)}`);
    case "IsrShrunk":
      return partNamed(`broker-${history.b(id)}`);
    case "PeerDeclaredDead":
      return history.a(id);
    default:
      return process;
  }
}

/** The state of a process at an instant. */
export function stateAt(lives: readonly Life[] | undefined, us: number): Life["state"] {
  return lives?.findLast(({ from }) => from <= us)?.state ?? "up";
}
