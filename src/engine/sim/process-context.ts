import type { Distribution, Purpose } from "./chance.ts";
import type { EventKind } from "./event-kinds.ts";
import { CAUSE, type CauseName, type EventId, NO_EVENT } from "./history.ts";
import type { AnyContext } from "./library.ts";
import { addressOf } from "./modules.ts";
import { blockingSplit } from "./network.ts";
import { stopProcess } from "./operator.ts";
import { type ConnectionId, type Message, NO_CONNECTION, NO_TIMER, type ProcessId, type TimerId } from "./process.ts";
import { type ModuleNumber, OWN, type ProcessRecord, ROW } from "./records.ts";
import type { Micros } from "./time.ts";
import { close, connect, peerOf, send } from "./transport.ts";
import type { World } from "./world.ts";

/**
 * The one context object of a world, pointed at the process whose handler runs. It keeps the thread of causes: the first event
 * traced by a handler was caused by what woke it, each further one by the one before.
 */
export class ProcessContext implements AnyContext {
  connection: ConnectionId = NO_CONNECTION;
  private record!: ProcessRecord;
  private module: ModuleNumber = OWN;
  /** The incarnation whose handler runs: after `exit` its state, timers and libraries are those of a life that is over. */
  private life = 0;
  private causeKind = 0;
  private cause: EventId = NO_EVENT;
  private pendingKinds: number[] = [];
  private pendingSubjects: number[] = [];
  private pendingA: number[] = [];
  private pendingB: number[] = [];

  constructor(private readonly world: World) {}

  get self(): ProcessId {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  get address(): string {
    return this.isOver ? this.record.address : addressOf(this.record, this.module);
  }

  get incarnation(): number {
    return this.life;
  }

  get now(): Micros {
    return this.world.now;
  }

  enter(record: ProcessRecord, module: ModuleNumber, connection: ConnectionId, causeKind: number, cause: EventId): void {
    this.record = record;
    this.module = module;
    this.life = record.incarnation;
    this.connection = connection;
    this.causeKind = causeKind;
    this.cause = cause;
    record.revision++;
  }

  /** It has called `exit`, or what it told made the process do so. */
  private get isOver(): boolean {
    return this.record.incarnation !== this.life;
  }

  leave(): void {
    if (this.pendingKinds.length === 0) return;
    this.pendingKinds.length = 0;
    this.pendingSubjects.length = 0;
    this.pendingA.length = 0;
    this.pendingB.length = 0;
  }

  peerAddress(connection: ConnectionId): string {
    return peerOf(this.world, connection, this.self)?.address ?? "";
  }

  connect(peer: string): ConnectionId {
    if (this.isOver) return NO_CONNECTION;
    return connect(this.world, this.record, this.module, peer, this.cause);
  }

  close(connection: ConnectionId): void {
    close(this.world, this.record, connection, this.cause);
  }

  send(connection: ConnectionId, message: Message): boolean {
    return send(this.world, this.record, connection, message, this.cause);
  }

  reply(message: Message): boolean {
    return send(this.world, this.record, this.connection, message, this.cause);
  }

  setTimer(name: string, delayUs: Micros, data: unknown): TimerId {
    const { world, record } = this;
    if (this.isOver) return NO_TIMER;
    const timer = world.timers.numberOf(record, this.module, name);
    const at = world.now + Math.max(0, Math.round(delayUs));
    return world.list.push(at, ROW.timer, record.id, timer, record.incarnation, this.cause, data);
  }

  cancelTimer(timer: TimerId): void {
    this.world.list.cancel(timer);
    // A timer that ran out while the process was frozen has not had its turn yet: it can still be cancelled.
    const { inbox } = this.record;
    if (inbox.length === 0) return;
    const index = inbox.findIndex((waiting) => waiting.what === "timer" && waiting.handle === timer);
    if (index >= 0) inbox.splice(index, 1);
  }

  trace(kind: EventKind, message: number, a = 0, b = 0, c = 0): EventId {
    const event = this.world.trace(kind, this.self, message, a, b, c, this.causeKind, this.cause);
    for (let i = 0; i < this.pendingKinds.length; i++) {
      this.world.history.extra(this.pendingKinds[i], this.pendingSubjects[i], this.pendingA[i], this.pendingB[i]);
    }
    this.leave();
    this.causeKind = CAUSE.program;
    this.cause = event;
    return event;
  }

  because(cause: CauseName, event: EventId): void {
    if (event !== NO_EVENT) this.pend(CAUSE[cause], event, 0, 0);
  }

  absence(peer: string): void {
    const { world, record } = this;
    const other = world.peerIn(record.lane, peer);
    if (other === undefined) return;
    const split = blockingSplit(world.network, other.host, record.host);
    const fault = split?.event ?? other.lastFault;
    if (fault !== NO_EVENT) this.pend(CAUSE.absence, fault, 0, 0);
  }

  rule(rule: string, left = 0, right = 0): void {
    this.pend(CAUSE.rule, this.text(rule), left, right);
  }

  private pend(kind: number, subject: number, a: number, b: number): void {
    this.pendingKinds.push(kind);
    this.pendingSubjects.push(subject);
    this.pendingA.push(a);
    this.pendingB.push(b);
  }

  text(text: string): number {
    return this.world.history.strings.intern(text);
  }

  draw(purpose: Purpose, entity: number, count: number): number {
    return this.world.draw(purpose, entity, count);
  }

  sample(distribution: Distribution, purpose: Purpose, entity: number, count: number): Micros {
    return this.world.sample(distribution, purpose, entity, count);
  }

  call(library: number, call: string, argument: unknown): void {
    if (this.isOver) return;
    const { module, connection, record } = this;
    if (module !== OWN) throw new Error(`${record.name}: a library knows no other`);
    const { spec, state } = record.libraries[library];
    const act = spec.library.calls[call];
    if (act === undefined) throw new Error(`${record.name}: ${spec.name} has no call ${call}`);
    this.module = library + 1;
    this.connection = NO_CONNECTION;
    act(state, argument, this);
    this.module = module;
    this.connection = connection;
  }

  /** What a library tells its process: `LibraryContext.tell`. */
  tell(told: object): void {
    if (this.isOver) return;
    const { module, connection, record } = this;
    this.module = OWN;
    this.connection = NO_CONNECTION;
    record.spec.definition.heard?.(record.state, module - 1, told, this);
    this.module = module;
    this.connection = connection;
  }

  exit(): void {
    stopProcess(this.world, this.record, this.cause);
  }
}
