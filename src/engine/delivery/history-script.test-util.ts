import * as K from "../sim/event-kinds.ts";
import { CAUSE, type EventId, History, NO_EVENT, NO_MESSAGE, NO_PROCESS } from "../sim/history.ts";
import { type Judgement, judgeLane } from "./checkers/index.ts";
import * as D from "./events.ts";
import type { LaneFacts } from "./lane-facts.ts";
import type { ServiceSpec } from "./services.ts";
import type { Verdict } from "./verdicts.ts";
import type { BusinessMessage } from "./workload-spec.ts";

/** A service for tests; all its messages are wanted. */
export function testService(name: string, table = `${name}-table`): ServiceSpec {
  return {
    name,
    consumers: 1,
    serviceTime: { kind: "constant", ms: 1 },
    effectAt: 0.5,
    table,
    doing: "doing",
    done: "done",
    settle: "after",
  };
}

/**
 * Writes a history by hand, one event per call, one millisecond apart. Processes are made by their first mention; those whose names begin
 * with `other/` belong to lane 1, all others to lane 0. Positions default to 0, places to `q`, destinations to `d`.
 */
export class HistoryScript {
  readonly history = new History();
  readonly processLanes: number[] = [];
  private readonly processes = new Map<string, number>();
  private now = 0;
  services: ServiceSpec[] = [];
  keys: Record<number, string> = {};
  types: Record<number, string> = {};
  messageCount = 12;
  /** How many of them come from outside, and the first number of each stream and output; all and one when left out. */
  fromOutside: number | undefined;
  blocks: readonly number[] | undefined;
  prefix = "";

  process(name: string): number {
    let id = this.processes.get(name);
    if (id === undefined) {
      id = this.processes.size;
      this.processes.set(name, id);
      this.processLanes.push(name.startsWith("other/") ? 1 : 0);
    }
    return id;
  }

  wait(ms: number): this {
    this.now += ms * 1000;
    return this;
  }

  write(
    kind: number,
    process: string | null,
    message: number,
    a: number | string = 0,
    b: number | string = 0,
    c: number | string = 0,
    cause: EventId = NO_EVENT,
  ): EventId {
    const field = (value: number | string) => (typeof value === "string" ? this.history.strings.intern(value) : value);
    this.now += 1000;
    const id = process === null ? NO_PROCESS : this.process(process);
    return this.history.append(
      this.now,
      kind,
      id,
      message,
      field(a),
      field(b),
      field(c),
      cause === NO_EVENT ? CAUSE.none : CAUSE.program,
      cause,
    );
  }

  private add(...event: Parameters<HistoryScript["write"]>): this {
    this.write(...event);
    return this;
  }

  accepted(message: number, { by = "producer" } = {}): this {
    return this.add(D.MessageAccepted, by, message);
  }
  missed(message: number, { by = "producer" } = {}): this {
    return this.add(D.MessageMissed, by, message);
  }
  cameBack(message: number): this {
    return this.add(D.MessageReturnedToSender, "producer", message, "exchange", "NO_ROUTE");
  }
  passedOver(position: number, { destination = "d", place = "q", by = "consumer" } = {}): this {
    return this.add(D.PlaceSkipped, by, NO_MESSAGE, destination, position, place);
  }
  sent(message: number, { attempt = 1, place = "q", by = "producer" } = {}): this {
    return this.add(D.MessageSent, by, message, attempt, place);
  }
  confirmed(message: number, { place = "q", position = 0, by = "producer" } = {}): this {
    return this.add(D.MessageConfirmed, by, message, place, position);
  }
  refused(message: number, error = "no"): this {
    return this.add(D.MessageRefused, "producer", message, error);
  }
  unresolved(message: number, error = "timeout"): this {
    return this.add(D.MessageUnresolved, "producer", message, error);
  }
  subscribed(destination: string, place: string): this {
    return this.add(D.DestinationSubscribed, "broker", NO_MESSAGE, destination, place);
  }
  routed(message: number, destination = "d", place = "q"): this {
    return this.add(D.MessageRouted, "broker", message, destination, place);
  }
  stored(message: number, { place = "q", position = 0, epoch = 0, by = "broker" } = {}): this {
    return this.add(D.MessageStored, by, message, place, position, epoch);
  }
  copied(message: number, { place = "q", position = 0, epoch = 0, by = "broker-2" } = {}): this {
    return this.add(D.MessageCopied, by, message, place, position, epoch);
  }
  committed(position: number, { place = "q", epoch = 0, by = "broker" } = {}): this {
    return this.add(D.PositionCommitted, by, NO_MESSAGE, place, position, epoch);
  }
  cut(position: number, { place = "q", epoch = 0, by = "broker" } = {}): this {
    return this.add(D.LogCut, by, NO_MESSAGE, place, position, epoch);
  }
  erased(message: number, { place = "q", position = 0, by = "broker" } = {}): this {
    return this.add(D.MessageErased, by, message, place, position, "not durable");
  }
  dropped(message: number, destination = "d", reason = "ttl"): this {
    return this.add(D.MessageDropped, "broker", message, destination, reason);
  }
  delivered(message: number, { to = "consumer", destination = "d", position = 0, flagged = 0 } = {}): this {
    return this.add(D.MessageDelivered, to, message, destination, position, flagged);
  }
  begun(message: number, { by = "consumer", destination = "d", attempt = 1 } = {}): this {
    return this.add(D.WorkBegun, by, message, destination, attempt);
  }
  requested(message: number, { by = "consumer", destination = "d" } = {}): this {
    return this.add(D.EffectRequested, by, message, destination);
  }
  /** The request of a consumer, and the effect. */
  effect(message: number, { by = "consumer", destination = "d", count = 1 } = {}): this {
    return this.requested(message, { by, destination }).applied(message, { destination, count });
  }
  applied(message: number, { destination = "d", count = 1 } = {}): this {
    return this.add(D.EffectApplied, "database", message, destination, count);
  }
  skipped(message: number, destination = "d"): this {
    return this.add(D.EffectSkipped, "database", message, destination);
  }
  done(message: number, { by = "consumer", destination = "d" } = {}): this {
    return this.add(D.WorkDone, by, message, destination);
  }
  failed(message: number, { by = "consumer", destination = "d" } = {}): this {
    return this.add(D.WorkFailed, by, message, destination, 1, "poison");
  }
  abandoned(message: number, { by = "consumer", destination = "d" } = {}): this {
    return this.add(D.WorkAbandoned, by, message, destination);
  }
  released(message: number, { by = "consumer", destination = "d" } = {}): this {
    return this.add(D.MessageReleased, by, message, destination);
  }
  settled(message: number, destination = "d", position = 0): this {
    return this.add(D.MessageSettled, "broker", message, destination, position);
  }
  offset(position: number, { destination = "d", place = "q" } = {}): this {
    return this.add(D.OffsetCommitted, "broker", NO_MESSAGE, destination, position, place);
  }
  returned(message: number, destination = "d"): this {
    return this.add(D.MessageReturned, "broker", message, destination, "connection lost");
  }
  forgotten(message: number, destination = "d"): this {
    return this.add(D.MessageReturned, "broker", message, destination, "settlement forgotten", 1);
  }
  gained(by: string, generation = 1, { destination = "d", place = "q" } = {}): this {
    return this.add(D.OwnershipGained, by, NO_MESSAGE, destination, place, generation);
  }
  lost(by: string, generation = 1, { destination = "d", place = "q" } = {}): this {
    return this.add(D.OwnershipLost, by, NO_MESSAGE, destination, place, generation);
  }
  crash(process: string): this {
    return this.add(K.ProcessCrashed, process, NO_MESSAGE);
  }
  freeze(process: string): this {
    return this.add(K.ProcessFrozen, process, NO_MESSAGE);
  }
  split(fault = "split"): this {
    return this.add(K.NetworkSplit, null, NO_MESSAGE, fault);
  }
  packetLost(message: number, to = "consumer"): this {
    return this.add(K.PacketLost, to, message, this.process("broker"), 0, "Deliver");
  }
  /** Settled as it is handed over (an automatic ack), and what is under way then is lost. */
  settledAndLost(message: number, { to = "consumer", destination = "d" } = {}): this {
    return this.lostAfter(this.settledNow(message, destination), message, to);
  }
  /** The same for one that waited unread in a process that ended. */
  settledAndUnread(message: number, { to = "consumer", destination = "d" } = {}): this {
    return this.unreadAfter(this.settledNow(message, destination), message, to);
  }
  /** A packet is lost that was sent after an event. */
  lostAfter(event: EventId, message: number, to = "consumer"): this {
    this.packetLost(message, to).history.extra(CAUSE.message, event, 0, 0);
    return this;
  }
  unreadAfter(event: EventId, message: number, to = "consumer"): this {
    const arrival = this.write(K.PacketDelivered, to, message, this.process("broker"), 0, "Deliver", event);
    this.write(K.PacketUnread, to, message, this.process("broker"), 0, "Deliver");
    this.history.extra(CAUSE.message, arrival, 0, 0);
    return this;
  }
  private settledNow(message: number, destination: string): EventId {
    return this.settled(message, destination).history.length - 1;
  }
  /** The broker has ended, and a packet of it with the message goes on. */
  underWay(message: number, { to = "consumer" } = {}): this {
    return this.add(K.PacketUnderWay, to, message, this.process("broker"), 0, "Deliver");
  }
  fetched(from: number, to: number, { by = "consumer", place = "q" } = {}): this {
    return this.add(D.PlaceFetched, by, NO_MESSAGE, place, from, to);
  }
  requestLost(message: number, { by = "consumer" } = {}): this {
    return this.add(K.PacketLost, "database", message, this.process(by), 0, "Apply");
  }
  attemptLost(message: number, { by = "producer" } = {}): this {
    return this.add(K.PacketLost, "broker", message, this.process(by), 0, "Produce");
  }
  /** It waited for a frozen broker. */
  attemptUnread(message: number, { by = "producer" } = {}): this {
    return this.add(K.PacketUnread, "broker", message, this.process(by), 0, "Produce");
  }
  answerLost(message: number, { to = "producer" } = {}): this {
    return this.add(K.PacketLost, to, message, this.process("broker"), 0, "ProduceResponse");
  }
  /** It waited for a frozen database. */
  requestUnread(message: number, { by = "consumer" } = {}): this {
    return this.add(K.PacketUnread, "database", message, this.process(by), 0, "Apply");
  }
  discarded(message: number): this {
    return this.add(D.MessageDiscarded, "broker", message, "q", "NOT_LEADER_OR_FOLLOWER");
  }
  started(process: string): this {
    return this.add(K.ProcessStarted, process, NO_MESSAGE);
  }
  end({ atRest = true } = {}): this {
    return this.add(K.RunEnded, null, NO_MESSAGE, atRest ? 1 : 0);
  }

  /** Sent, routed to `d`, stored in `q` at the position, confirmed. */
  published(message: number, position = 0, by = "producer"): this {
    return this.sent(message, { by }).routed(message).stored(message, { position }).confirmed(message, { position, by });
  }
  /** Delivered, begun, effect, done: no settlement. */
  processed(message: number, by = "consumer", position = 0): this {
    return this.delivered(message, { to: by, position }).begun(message, { by }).effect(message, { by }).done(message, { by });
  }

  get facts(): LaneFacts {
    const messages = Array.from({ length: this.messageCount }, (_, i): BusinessMessage => {
      const number = i + 1;
      return { number, atUs: 0, key: this.keys[number] ?? "k", type: this.types[number] ?? "order.placed", sizeBytes: 1, poison: false };
    });
    const made = this.fromOutside === undefined ? {} : { fromOutside: this.fromOutside, blocks: this.blocks };
    return { messages, services: this.services, prefix: this.prefix, ...made };
  }

  judge(): Judgement {
    return judgeLane(this.history, 0, this.processLanes, this.facts);
  }

  verdict(checker: string): Verdict {
    const verdict = this.judge().verdicts.find((candidate) => candidate.checker === checker);
    if (verdict === undefined) throw new Error(`no verdict of ${checker}`);
    return verdict;
  }
}

export function history(): HistoryScript {
  return new HistoryScript();
}
