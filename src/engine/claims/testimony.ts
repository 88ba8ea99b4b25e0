import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import type { SystemName } from "../delivery/system.ts";
import type { MessageRef } from "../document/message-ref.ts";
import type { Action, Target } from "../document/script.ts";
import { LaneSaid } from "../lanes/lane-said.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import { eventKindInfo, findEventKind } from "../sim/event-kinds.ts";
import { CAUSE, type EventId, type History, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Micros } from "../sim/time.ts";
import type { PartState } from "./claim.ts";

type Test = (row: HistoryEvent) => boolean;

/** Where in the history to look: after and before these events, neither included. */
interface Between {
  after?: EventId;
  before?: EventId;
}

/** A lane's history and the run that it came from, as a doubter reads them: plain look-ups, nothing remembered of any explanation. */
export class Testimony {
  readonly history: History;
  /** What the document says of the lane. */
  readonly said: LaneSaid;
  private readonly byKind = new Map<string, HistoryEvent[]>();

  constructor(
    private readonly simulation: Simulation,
    readonly played: DocumentRun,
    readonly facts: LaneFacts,
    lane: number,
  ) {
    this.history = simulation.history;
    this.said = new LaneSaid(played.run, played.systems, lane);
  }

  row(event: EventId): HistoryEvent {
    return this.history.event(event);
  }

  kind(event: EventId): string {
    return event === NO_EVENT ? "" : eventKindInfo(this.history.kind(event)).name;
  }

  text(number: number): string {
    return this.history.strings.text(number);
  }

  part(process: number): string {
    return this.simulation.processes[process]?.address ?? "";
  }

  get parts(): string[] {
    return this.simulation.processes.map(({ address }) => address);
  }

  role(part: string): string {
    return this.simulation.processes.find(({ address }) => address === part)?.spec.definition.role ?? "";
  }

  keyOf(message: number): string | undefined {
    return this.facts.messages[message - 1]?.key;
  }

  /** All events of a kind for which a test holds, in order. */
  all(kind: string, test: Test = () => true, { after = NO_EVENT, before = Number.POSITIVE_INFINITY }: Between = {}): HistoryEvent[] {
    let rows = this.byKind.get(kind);
    if (rows === undefined) {
      rows = [];
      const code = findEventKind(kind);
      for (let id = 0; id < this.history.length; id++) if (this.history.kind(id) === code) rows.push(this.row(id));
      this.byKind.set(kind, rows);
    }
    return rows.filter((row) => row.id > after && row.id < before && test(row));
  }

  first(kind: string, test?: Test, between?: Between): HistoryEvent | undefined {
    return this.all(kind, test, between)[0];
  }

  last(kind: string, test?: Test, between?: Between): HistoryEvent | undefined {
    return this.all(kind, test, between).at(-1);
  }

  none(kind: string, test?: Test, between?: Between): boolean {
    return this.all(kind, test, between).length === 0;
  }

  /** The event after the last one at or before an instant. */
  endOf(instant: Micros): EventId {
    return this.history.firstAtOrAfter(instant + 1);
  }

  rule(event: EventId, name: string): { text: string; left: number; right: number } | undefined {
    const [first, last] = this.history.extraRange(event);
    const { kind, subject, a, b } = this.history.extras;
    for (let i = first; i < last; i++) {
      const text = kind[i] === CAUSE.rule ? this.text(subject[i]) : "";
      if (text.startsWith(name) && text !== "") return { text, left: a[i], right: b[i] };
    }
    return undefined;
  }

  /** Events that an event names as its causes. */
  causes(event: EventId): EventId[] {
    const causes = [this.history.cause(event)];
    const [first, last] = this.history.extraRange(event);
    const { kind, subject } = this.history.extras;
    for (let i = first; i < last; i++) if (kind[i] !== CAUSE.rule && kind[i] !== CAUSE.carries) causes.push(subject[i]);
    return causes.filter((cause) => cause !== NO_EVENT);
  }

  carries(event: EventId, message: number): boolean {
    if (this.history.message(event) === message) return true;
    const [first, last] = this.history.extraRange(event);
    const { kind, subject } = this.history.extras;
    for (let i = first; i < last; i++) if (kind[i] === CAUSE.carries && subject[i] === message) return true;
    return false;
  }

  action(command: string): Action | undefined {
    return this.played.run.script.find(({ id }) => id === command)?.action;
  }

  /** What the script did by a fault of the network, whose name ends in the command's. */
  actionOfFault(text: number): Action | undefined {
    const name = this.text(text);
    return this.action(name.slice(name.indexOf("/") + 1));
  }

  /** A part's setting just before an event: the document's, or the last that the script gave to a part whose settings it shares. */
  setting(owner: SettingOwner, name: string, part: string, before: EventId, destination?: string): SettingValue | undefined {
    const changes = this.all("CommandGiven", undefined, { before }).flatMap((given): Extract<Action, { do: "set" }>[] => {
      const action = this.action(this.text(given.a));
      return action?.do === "set" ? [action] : [];
    });
    return this.said.setting(owner, name, part, this.parts, changes, destination);
  }

  /** Whether the history's word for a reader (a handler, a group, a queue) is that destination's. */
  isReader(text: number, destination: string): boolean {
    const name = this.text(text);
    return name === destination || this.facts.readers?.[name]?.includes(destination) === true;
  }

  /** The number that a command's message has in this run; null for none. */
  numberOf(ref: MessageRef | undefined): number | null {
    return ref === undefined ? null : (this.played.messages.numberOf(ref) ?? null);
  }

  /** Whether a part is of a system, or has a client of it. */
  isOf(part: string, system: SystemName): boolean {
    return this.said.systemsOf(part).includes(system);
  }

  /** The system that brings a destination its messages. */
  systemOf(destination: string): SystemName {
    return this.said.systemOf(destination) as SystemName;
  }

  /** Whether parts or applications of these names mean a part. */
  isNamed(names: readonly string[], part: string): boolean {
    return names.some((name) => part === name || this.said.applicationOf(part) === name || this.hostIs(name, part));
  }

  private hostIs(name: string, part: string): boolean {
    return this.said.means({ host: name }, part) || this.said.means({ rack: name }, part);
  }

  means(targets: readonly Target[], part: string): boolean {
    return targets.some((target) => this.said.means(target, part));
  }

  service(destination: string) {
    return this.facts.services.find(({ name }) => name === destination);
  }

  /** The consumer that asked for an effect: whoever sent the packet that caused it. */
  requester(effect: HistoryEvent): string {
    return this.part(this.history.a(effect.cause));
  }

  /** How a part stood after everything before an event; null when it was up. */
  stateOf(part: string, before: EventId): { state: PartState; since: EventId } | null {
    let found: { state: PartState; since: EventId } | null = null;
    const states: readonly [kind: string, state: PartState | null][] = [
      ["ProcessCrashed", "crashed"],
      ["MachineLost", "without power"],
      ["ProcessStopped", "stopped"],
      ["ProcessFrozen", "frozen"],
      ["ProcessStarted", null],
      ["ProcessResumed", null],
    ];
    let latest = NO_EVENT;
    for (const [kind, state] of states) {
      const row = this.last(kind, ({ process }) => this.part(process) === part, { before });
      if (row === undefined || row.id < latest) continue;
      latest = row.id;
      found = state === null ? null : { state, since: row.id };
    }
    return found;
  }
}
