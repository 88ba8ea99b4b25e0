import type { Claim } from "../claims/claim.ts";
import { type EventId, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Micros } from "../sim/time.ts";
import { AskedInstant, type Obstacle, type Row } from "./asked-instant.ts";
import type { LaneReader } from "./lane-reader.ts";
import { claim } from "./sentence.ts";
import { heldBefore } from "./told-messages.ts";

/** Outcomes that may still change, or that end in nobody knowing. */
const OPEN: ReadonlySet<string> = new Set([
  "waiting",
  "not readable yet",
  "being processed",
  "failing",
  "in flight",
  "not sent yet",
  "buffered",
  "unresolved",
  "never sent",
]);

/** What keeps the asked message where it is; null when its way is over. */
export function obstacleOf(reader: LaneReader): Obstacle | null {
  return OPEN.has(reader.question.kind) ? new Waits(reader).obstacle() : null;
}

const STANDSTILL: ReadonlySet<string> = new Set(["isDown", "isCut", "keepsFailing", "waitsForDatabase"]);

/**
 * What keeps a message where it is at the instant asked about: the absence of somebody, a fault that lasts, other work that comes first, a
 * limit that is used up. Read from the history backwards from that instant; the first that applies. Whether it matters is found out by
 * leaving out what brought it about.
 */
class Waits {
  private readonly asked: AskedInstant;
  private readonly until: Micros;
  private readonly before: EventId;

  constructor(private readonly reader: LaneReader) {
    this.asked = new AskedInstant(reader);
    this.until = this.asked.until;
    this.before = this.asked.before;
  }

  /** The obstacle of a message that is not at its end; null when it has been told its end (refused, removed, sent back, …). */
  obstacle(): Obstacle | null {
    const { reader } = this;
    const { message } = reader.question;
    const mine = (row: HistoryEvent) => row.message === message;
    const sent = this.asked.last("MessageSent", mine);
    if (sent === undefined) return this.notSent();
    const ends = ["MessageRefused", "MessageUnresolved", "MessageDropped", "MessageReturnedToSender"];
    const ended = ends.some((kind) => (this.asked.last(kind, mine)?.id ?? NO_EVENT) > sent.id);
    const held = this.holder();
    if (held !== null) return this.inHand(held);
    const copies = reader.copies().filter(({ id }) => id < this.before);
    const copy = copies.at(-1);
    const settled = this.asked.last("MessageSettled", (row) => mine(row) && reader.isForUs(row.a));
    if (settled !== undefined) return this.onItsWay(settled);
    if (copy !== undefined && !this.isGone(copy)) return this.stored(copy);
    return ended ? null : this.noAnswer(sent, copy);
  }

  private notSent(): Obstacle | null {
    const { reader, until } = this;
    const { message } = reader.question;
    const dueAt = reader.facts.messages[message - 1].atUs;
    const present = reader.row(Math.max(0, this.before - 1));
    if (dueAt > until) return this.asked.tell(present, claim("dueLater", present, { message, dueAt, until }), [], []);
    const accepted = this.asked.last("MessageAccepted", (row) => row.message === message);
    const producers = reader.simulation.processes.filter(({ spec }) => /producer|publisher|client/.test(spec.definition.role));
    const process = accepted?.process ?? producers.find(({ id }) => this.asked.stateOf(id) !== null)?.id;
    if (process === undefined) return null;
    const part = reader.part(process);
    const down = this.asked.down(process);
    if (down !== null || accepted === undefined) return down;
    const stores = reader.simulation.processes.filter(({ spec }) => /broker|node/.test(spec.definition.role));
    const far = stores.map(({ id }) => this.asked.cut(process, id) ?? this.asked.down(id)).find((found) => found !== null);
    return far ?? this.asked.tell(accepted, claim("notSentYet", accepted, { part, message, until }), [], [process]);
  }

  private noAnswer(sent: HistoryEvent, copy: HistoryEvent | undefined): Obstacle | null {
    const { reader, until } = this;
    const { message, process, a: attempt } = sent;
    const confirmed = this.asked.last("MessageConfirmed", (row) => row.message === message);
    if (confirmed !== undefined) return null;
    const died = (["ProcessCrashed", "MachineLost", "ProcessStopped"] as const)
      .map((kind) => reader.first(kind, sent.id, (row) => row.process === process && row.id < this.before))
      .filter((row) => row !== undefined)
      .sort((one, other) => one.id - other.id)[0];
    if (died !== undefined) {
      const how = ({ ProcessCrashed: "crashed", MachineLost: "lost power" } as const)[reader.kind(died.id)] ?? "stopped";
      const part = reader.part(process);
      return this.asked.tell(died, claim("died", died, { part, how }), [claim("forgot", died, { part, message })], [process]);
    }
    const down = this.asked.down(process);
    if (down !== null) return down;
    const where =
      copy === undefined ? claim("noCopyYet", sent, { message, until }) : claim("copyGoneUnconfirmed", sent, { message, until });
    const title = claim("noAnswerSince", sent, { part: reader.part(process), message, attempt, until });
    return this.asked.tell(sent, title, [where, ...this.retryAfter(sent)], [process]);
  }

  /** Its batch failed and is to be sent again; what one step sent for one partition was one batch, which goes by its first message. */
  private retryAfter(sent: HistoryEvent): Claim[] {
    const { reader, until } = this;
    const failed = this.asked.last("BatchRetried", (row) => {
      const first = reader.last("MessageSent", row.id, (other) => other.process === sent.process && other.message === row.message);
      return row.process === sent.process && row.id > sent.id && first?.at === sent.at && first.b === sent.b;
    });
    if (failed === undefined) return [];
    const error = reader.text(failed.b);
    return [claim("waitsToRetry", failed, { part: reader.part(sent.process), message: sent.message, error, until })];
  }

  /** Settled when it was sent (automatic acknowledgement), and not there yet. */
  private onItsWay(settled: HistoryEvent): Obstacle | null {
    const { reader, until } = this;
    const { message, destination } = reader.question;
    const handed = reader.first("MessageDelivered", settled.id, (row) => row.message === message && row.a === settled.a);
    if (handed !== undefined && handed.id < this.before) return null;
    return this.asked.tell(settled, claim("settledOnItsWay", settled, { message, destination, until }), [], [settled.process]);
  }

  private isGone(copy: HistoryEvent): boolean {
    const { reader, before } = this;
    const later = (kind: string, test: (row: HistoryEvent) => boolean) => {
      const found = reader.first(kind, copy.id, test);
      return found !== undefined && found.id < before;
    };
    return (
      later("MessageErased", (row) => row.message === copy.message && row.a === copy.a) ||
      later("LogCut", (row) => row.process === copy.process && row.a === copy.a && row.b <= copy.b) ||
      later("MessageStored", (row) => row.a === copy.a && row.b === copy.b && row.message !== copy.message)
    );
  }

  /** The last consumer that was handed the message and has it still. */
  private holder(): HistoryEvent | null {
    const { reader } = this;
    const { message } = reader.question;
    const handed = this.asked.last("MessageDelivered", (row) => row.message === message && reader.isForUs(row.a));
    if (handed === undefined) return null;
    const over = (kind: string, test: (row: HistoryEvent) => boolean) => (this.asked.last(kind, test)?.id ?? NO_EVENT) > handed.id;
    const mine = (row: HistoryEvent) => row.process === handed.process && row.message === message;
    if (["WorkDone", "WorkAbandoned"].some((kind) => over(kind, mine))) return null;
    if (["MessageReturned", "MessageDropped"].some((kind) => over(kind, (row) => row.message === message && row.a === handed.a)))
      return null;
    // Its claim ends with the owner's term and with the owner's life.
    const ended = ["ProcessCrashed", "MachineLost", "ProcessStopped", "OwnershipLost"];
    return ended.some((kind) => over(kind, (row) => row.process === handed.process)) ? null : handed;
  }

  private inHand(handed: HistoryEvent): Obstacle {
    const { reader, until } = this;
    const { process, message } = handed;
    const part = reader.part(process);
    const busy = this.busy(process, message);
    if (busy !== null) return busy;
    const ahead = heldBefore(handed, reader).filter((other) => other !== message && this.isStillHeld(process, other, handed.id));
    const details = ahead.length === 0 ? [] : [claim("waitsBehindInHand", handed, { part, message, ahead, until })];
    return this.asked.tell(handed, claim("isHeld", handed, { part, message, until }), details, [process]);
  }

  private isStillHeld(process: number, message: number, before: EventId): boolean {
    const mine = (row: HistoryEvent) => row.process === process && row.message === message;
    const handed = this.reader.last("MessageDelivered", before, mine)?.id ?? NO_EVENT;
    return !["WorkDone", "WorkAbandoned", "MessageDropped"].some((kind) => (this.asked.last(kind, mine)?.id ?? NO_EVENT) > handed);
  }

  /** What a consumer does instead: nothing, being down or frozen; the same over and over; waiting for the database; other work. */
  private busy(process: number, message: number, detail: (other: number, event: Row) => readonly Claim[] = () => []): Obstacle | null {
    const { reader, until } = this;
    const down = this.asked.down(process);
    if (down !== null) return down;
    const part = reader.part(process);
    const mine = (row: HistoryEvent) => row.process === process;
    const begun = this.asked.last("WorkBegun", mine);
    if (begun === undefined) return null;
    const since = (kind: string) => {
      const row = this.asked.last(kind, (other) => mine(other) && other.message === begun.message);
      return row !== undefined && row.id > begun.id ? row : undefined;
    };
    if (since("WorkDone") !== undefined || since("WorkAbandoned") !== undefined) return null;
    const other = begun.message;
    const details = (event: Row) => (other === message ? [] : detail(other, event));
    const failed = since("WorkFailed");
    if (failed !== undefined || begun.b > 1) {
      const row = failed ?? this.asked.last("WorkFailed", (old) => mine(old) && old.message === other);
      if (row === undefined || (failed !== undefined && since("MessageDropped") !== undefined)) return null;
      const values = { part, message: other, attempts: row.b, until };
      return this.asked.tell(row, claim("keepsFailing", row, values), [claim("hasThrown", row, values), ...details(row)], [process]);
    }
    const asked = since("EffectRequested");
    if (asked !== undefined && since("EffectConfirmed") === undefined) {
      const database = reader.simulation.processes.find(({ spec }) => /database/.test(spec.definition.role));
      const why = database === undefined ? null : (this.asked.down(database.id) ?? this.asked.cut(process, database.id));
      return why ?? this.asked.tell(asked, claim("waitsForDatabase", asked, { part, message: other, until }), details(asked), [process]);
    }
    if (other === message) {
      const handed = this.asked.last("MessageDelivered", (row) => mine(row) && row.message === message);
      if (handed === undefined) return null;
    }
    return this.asked.tell(begun, claim("worksOn", begun, { part, message: other, until }), details(begun), [process]);
  }

  private stored(copy: HistoryEvent): Obstacle | null {
    const { reader, until } = this;
    const { message, destination } = reader.question;
    const place = reader.text(copy.a);
    const authority = this.authority(copy);
    const lies = (event: Row) =>
      authority === copy.process
        ? [
            claim("downWithCopy", event, {
              part: reader.part(authority),
              state: this.asked.stateOf(authority)?.state ?? "crashed",
              message,
              place,
              until,
            }),
          ]
        : [];
    const down = this.asked.stateOf(authority);
    if (down !== null) return this.asked.down(authority, lies(down.since));
    if (reader.spec.system === "kafka" && !this.isReadable(copy)) return this.unreadable(copy, authority);
    const owners = this.owners(copy.a);
    if (owners.length === 0) return this.nobody(copy);
    const busy: Obstacle[] = [];
    for (const owner of owners) {
      const cut = this.asked.cut(owner, authority);
      const behind = (other: number, event: Row) =>
        this.isBehind(other, copy) ? [claim("isBehind", event, { message, other, place, destination, until })] : [];
      const work = this.busy(owner, message, behind);
      // What stands still or fails comes before what is merely under way, and that before a limit that only follows from it.
      const idle = work !== null && STANDSTILL.has(work.sentence.title.says);
      const found = cut ?? (idle ? work : (this.full(owner) ?? work));
      if (found === null) {
        const present = reader.row(Math.max(copy.id, this.gained(owner, copy.a)?.id ?? copy.id));
        return this.asked.tell(present, claim("nextInTurn", present, { message, place, part: reader.part(owner), until }), [], [owner]);
      }
      busy.push(found);
    }
    return busy.sort((one, other) => other.event - one.event)[0] ?? null;
  }

  /** Who answers for a place: its leader, or the node of the queue. */
  private authority(copy: HistoryEvent): number {
    const elected = this.asked.last("LeaderElected", (row) => row.a === copy.a);
    if (elected === undefined) return copy.process;
    return this.reader.simulation.processes.findIndex(({ address }) => address === `broker-${elected.b}`);
  }

  private isReadable(copy: HistoryEvent): boolean {
    const passed = this.reader.first("PositionCommitted", copy.id, ({ a, b, c }) => a === copy.a && b > copy.b && c >= copy.c);
    return passed !== undefined && passed.id < this.before;
  }

  private unreadable(copy: HistoryEvent, leader: number): Obstacle {
    const { reader, until } = this;
    const { message, b: position } = copy;
    const place = reader.text(copy.a);
    const committed = this.asked.last("PositionCommitted", ({ a }) => a === copy.a)?.b ?? 0;
    const brokers = reader.simulation.processes.filter(({ spec, id }) => /broker/.test(spec.definition.role) && id !== leader);
    const without = brokers.filter(
      ({ id }) =>
        this.asked.last("MessageCopied", (row) => row.process === id && row.message === message && row.a === copy.a) === undefined,
    );
    const details = [
      claim("committedTo", copy, { place, committed, until }),
      ...without.slice(0, 2).map(({ id }) => claim("missingCopy", copy, { part: reader.part(id), message, place, until })),
    ];
    const blocked = without.map(({ id }) => this.asked.down(id) ?? this.asked.cut(id, leader)).find((found) => found !== null);
    if (blocked !== undefined && blocked !== null) return blocked;
    return this.asked.tell(copy, claim("notReadableYet", copy, { message, place, position, committed, until }), details, [leader]);
  }

  /** Processes that are entitled to a place for our destination. */
  private owners(place: number): number[] {
    const { reader } = this;
    const mine = (row: HistoryEvent) => reader.isForUs(row.a) && row.b === place && row.id < this.before;
    const gained = reader.all("OwnershipGained", mine);
    const lost = reader.all("OwnershipLost", mine);
    const owners = new Set(gained.map(({ process }) => process));
    return [...owners].filter((process) => {
      const term = gained.findLast((row) => row.process === process);
      if (term === undefined) return false;
      const ended = lost.some((row) => row.id > term.id && (row.process === process || (!owners.has(row.process) && row.c >= term.c)));
      const passed = reader.spec.system === "kafka" && gained.some((row) => row.id > term.id && row.process !== process && row.c > term.c);
      const died = ["ProcessCrashed", "MachineLost", "ProcessStopped"].some(
        (kind) => (this.asked.last(kind, (row) => row.process === process)?.id ?? NO_EVENT) > term.id,
      );
      return !ended && !passed && !died;
    });
  }

  private gained(process: number, place: number): HistoryEvent | undefined {
    return this.asked.last("OwnershipGained", (row) => row.process === process && this.reader.isForUs(row.a) && row.b === place);
  }

  /** Nobody reads the place: since the last one who did ceased to, or ever. */
  private nobody(copy: HistoryEvent): Obstacle {
    const { reader, until } = this;
    const { destination } = reader.question;
    const place = reader.text(copy.a);
    const mine = (row: HistoryEvent) => reader.isForUs(row.a) && row.b === copy.a;
    const last = this.asked.last("OwnershipGained", mine);
    const ends = [
      this.asked.last("OwnershipLost", mine),
      ...["ProcessCrashed", "MachineLost", "ProcessStopped"].map((kind) => this.asked.last(kind, (row) => row.process === last?.process)),
    ].filter((row) => row !== undefined && row.id > (last?.id ?? NO_EVENT));
    const since = ends.sort((one, other) => (one?.id ?? 0) - (other?.id ?? 0))[0] ?? copy;
    const divided = this.asked.last("RebalanceStarted", ({ a }) => reader.isForUs(a));
    const settled =
      divided === undefined ? undefined : reader.first("GroupStabilized", divided.id, ({ a, id }) => reader.isForUs(a) && id < this.before);
    const lastReader = (event: Row) =>
      claim("lastReader", event, { part: last === undefined ? null : reader.part(last.process), destination, place, until });
    if (divided !== undefined && settled === undefined && divided.id > since.id)
      return this.asked.tell(divided, claim("rebalancing", divided, { destination, until }), [lastReader(divided)], [divided.process]);
    return this.asked.tell(since, claim("nobodyReads", since, { destination, place, until }), [lastReader(since)], [since.process]);
  }

  /** A consumer that may take no more before it acknowledges something (R-CONS-02). */
  private full(process: number): Obstacle | null {
    const { reader, until } = this;
    if (reader.spec.system !== "rabbitmq") return null;
    const prefetch = Number(reader.setting("consumer", "prefetch", process, this.before));
    if (prefetch === 0) return null;
    const mine = (row: HistoryEvent) => row.process === process && row.id < this.before;
    const last = new Map<number, HistoryEvent>();
    for (const row of reader.all("MessageDelivered", mine)) last.set(row.message, row);
    const held = [...last.values()].filter((row) => {
      const same = (other: HistoryEvent) => other.message === row.message && other.a === row.a;
      return ["MessageSettled", "MessageReturned"].every((kind) => (this.asked.last(kind, same)?.id ?? NO_EVENT) < row.id);
    });
    if (held.length < prefetch) return null;
    const row = held[held.length - 1];
    const values = { part: reader.part(process), prefetch, held: held.map(({ message }) => message), until };
    return this.asked.tell(row, claim("creditUsedUp", row, values), [claim("holdsUnsettled", row, values)], [process]);
  }

  private isBehind(other: number, copy: HistoryEvent): boolean {
    const { reader } = this;
    const theirs = this.asked.last("MessageStored", (row) => row.message === other && row.a === copy.a);
    if (theirs === undefined || theirs.b >= copy.b) return false;
    const settled = this.asked.last("MessageSettled", (row) => row.message === other && reader.isForUs(row.a));
    const passed = this.asked.last("OffsetCommitted", (row) => reader.isForUs(row.a) && row.c === copy.a && row.b > theirs.b);
    return settled === undefined && passed === undefined;
  }
}
