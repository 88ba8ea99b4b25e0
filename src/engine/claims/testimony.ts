import type { LaneFacts } from "../delivery/lane-facts.ts";
import { type SettingOwner, type SettingValue, settingsInForce } from "../delivery/settings.ts";
import { settingValues } from "../lane-settings.ts";
import type { Action, LaneSpec, Run } from "../scenario.ts";
import { eventKindInfo, findEventKind } from "../sim/event-kinds.ts";
import { CAUSE, type EventId, type History, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import type { Micros } from "../sim/time.ts";
import { systemFacts } from "../system-facts.ts";
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
  readonly spec: LaneSpec;
  private readonly byKind = new Map<string, HistoryEvent[]>();

  constructor(
    private readonly simulation: Simulation,
    readonly run: Run,
    readonly facts: LaneFacts,
    lane: number,
  ) {
    this.history = simulation.history;
    this.spec = run.scenario.lanes[lane];
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
    return this.run.script.find(({ id }) => id === command)?.action;
  }

  /** What the script did by a fault of the network, whose name ends in the command's. */
  actionOfFault(text: number): Action | undefined {
    const name = this.text(text);
    return this.action(name.slice(name.indexOf("/") + 1));
  }

  /** A part's setting just before an event: the lane's, or the last that the script gave to a part whose settings it shares. */
  setting(owner: SettingOwner, name: string, part: string | null, before: EventId): SettingValue | undefined {
    const { settings, readers } = systemFacts[this.spec.system];
    let value: SettingValue | undefined = settingsInForce(settings, owner, settingValues(this.spec, owner))[name];
    const info = settings.find((candidate) => candidate.owner === owner && candidate.name === name);
    const { parts } = this;
    for (const given of this.all("CommandGiven", undefined, { before })) {
      const action = this.action(this.text(given.a));
      if (action?.do !== "set" || action.setting !== name || info === undefined) continue;
      if (part === null || readers(info, action.part, parts).includes(part)) value = action.value;
    }
    return value;
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
