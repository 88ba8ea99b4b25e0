import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { SettingOwner, SettingValue } from "../delivery/settings.ts";
import type { SystemName } from "../delivery/system.ts";
import type { Run } from "../document/scenario.ts";
import type { Action, Command } from "../document/script.ts";
import { LaneSaid } from "../lanes/lane-said.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import { eventKindInfo, findEventKind, PacketDelivered } from "../sim/event-kinds.ts";
import { CAUSE, type EventId, type History, type HistoryEvent, NO_EVENT } from "../sim/history.ts";
import type { Simulation } from "../sim/simulation.ts";
import { rulesOf } from "./slice.ts";
import type { About, WhyProgress, WhyQuestion } from "./why-card.ts";
import { PIECE_ROWS, type Work } from "./work.ts";

/** Whether an event is one that is looked for. */
type Test = (event: HistoryEvent) => boolean;
const any: Test = () => true;

/** The history of one lane, and the run that it came from, as whoever tells it needs to ask them. */
export class LaneReader {
  readonly history: History;
  /** What the document says of the lane. */
  readonly said: LaneSaid;
  /** The system that brings the destination its messages. */
  readonly system: SystemName;
  private readonly byKind = new Map<number, EventId[]>();
  private readonly copiesOf = new Map<number, HistoryEvent[]>();

  constructor(
    readonly simulation: Simulation,
    readonly played: DocumentRun,
    readonly facts: LaneFacts,
    readonly question: WhyQuestion,
  ) {
    this.history = simulation.history;
    this.said = new LaneSaid(played.run, played.systems, question.lane);
    this.system = this.said.systemOf(question.destination) as SystemName;
  }

  /** Sorts the history by kinds of events; to be done before anything is asked. */
  *read(progress: WhyProgress): Work<void> {
    const { history, byKind } = this;
    for (let id = 0; id < history.length; id++) {
      if (id % PIECE_ROWS === 0) yield progress;
      const kind = history.kind(id);
      if (kind === PacketDelivered) continue;
      const events = byKind.get(kind);
      if (events === undefined) byKind.set(kind, [id]);
      else events.push(id);
    }
  }

  get run(): Run {
    return this.played.run;
  }

  /** What the question is about, for what belongs into its answer. */
  get about(): About {
    return this.question.notAsIn === undefined ? this.question.kind : "absent";
  }

  kind(id: EventId): string {
    return eventKindInfo(this.history.kind(id)).name;
  }

  row(id: EventId): HistoryEvent {
    return this.history.event(id);
  }

  text(number: number): string {
    return this.history.strings.text(number);
  }

  /** A part's name without its lane. */
  part(process: number): string {
    return this.simulation.processes[process]?.address ?? "the network";
  }

  role(process: number): string {
    return this.simulation.processes[process]?.spec.definition.role ?? "";
  }

  private events(kind: string): readonly EventId[] {
    return this.byKind.get(findEventKind(kind) ?? -1) ?? [];
  }

  /** The latest event of a kind before another. */
  last(kind: string, before: EventId, test: Test = any): HistoryEvent | undefined {
    const id = this.events(kind).findLast((event) => event < before && test(this.row(event)));
    return id === undefined ? undefined : this.row(id);
  }

  /** The first event of a kind after another; from the start after NO_EVENT. */
  first(kind: string, after: EventId = NO_EVENT, test: Test = any): HistoryEvent | undefined {
    const id = this.events(kind).find((event) => event > after && test(this.row(event)));
    return id === undefined ? undefined : this.row(id);
  }

  all(kind: string, test: Test = any): HistoryEvent[] {
    return this.events(kind)
      .map((id) => this.row(id))
      .filter(test);
  }

  /** The values compared by a rule or setting that is noted on an event. */
  rule(event: EventId, rule: string): { rule: string; left: number; right: number } | undefined {
    return rulesOf(this.history, event).find((noted) => noted.rule.startsWith(rule));
  }

  /** A setting of the lane as it was at an instant for a part (by its process), by its real name. */
  setting(owner: SettingOwner, name: string, process: number, before: EventId): SettingValue {
    const parts = this.simulation.processes.map(({ address }) => address);
    const changes = this.all("CommandGiven", ({ id }) => id < before).flatMap((given): Extract<Action, { do: "set" }>[] => {
      const action = this.command(this.text(given.a))?.action;
      return action?.do === "set" ? [action] : [];
    });
    return this.said.setting(owner, name, this.part(process), parts, changes, this.question.destination) ?? "";
  }

  /** The first rule that decided in the step of a handler to which an event belongs: it is noted on the first event that the step recorded. */
  ruleOfStep(event: EventId): { rule: string; left: number; right: number } | undefined {
    const { history } = this;
    for (let id = event; ; id = history.cause(id)) {
      const [noted] = rulesOf(history, id);
      const before = history.cause(id);
      if (noted !== undefined || history.causeKind(id) !== CAUSE.program || before === NO_EVENT) return noted;
      if (history.process(before) !== history.process(id) || history.at(before) !== history.at(id)) return undefined;
    }
  }

  /** Whether a packet had a message in it. */
  carries(event: EventId, message: number): boolean {
    const { history } = this;
    if (history.message(event) === message) return true;
    const [first, last] = history.extraRange(event);
    for (let i = first; i < last; i++) if (history.extras.kind[i] === CAUSE.carries && history.extras.subject[i] === message) return true;
    return false;
  }

  command(id: string): Command | undefined {
    return this.run.script.find((command) => command.id === id);
  }

  /** The copies of the asked message that its destination may read, in the order in which they were stored. */
  copies(message = this.question.message): readonly HistoryEvent[] {
    const known = this.copiesOf.get(message);
    if (known !== undefined) return known;
    const mine: Test = (row) => row.message === message;
    const places = this.all("MessageRouted", mine)
      .filter(({ a }) => this.isForUs(a))
      .map(({ b }) => b);
    const copies = this.all("MessageStored", mine).filter(({ a }) => places.length === 0 || places.includes(a));
    this.copiesOf.set(message, copies);
    return copies;
  }

  /** The last time that a process was handed the message before an event. */
  delivery(process: number, before: EventId, message = this.question.message): HistoryEvent | undefined {
    return this.last("MessageDelivered", before, (row) => row.process === process && row.message === message && this.isForUs(row.a));
  }

  /** Whether the history's word for a reader (a handler, a group, a queue) is the destination's. */
  isForUs(reader: number): boolean {
    const { destination } = this.question;
    const name = this.text(reader);
    return name === destination || this.facts.readers?.[name]?.includes(destination) === true;
  }

  /** Business key of a message: an order's number. */
  keyOf(message: number): string {
    return this.facts.messages[message - 1]?.key ?? "";
  }

  /** What the service does to a message, in the past tense: "charged". */
  get done(): string {
    return this.facts.services.find(({ name }) => name === this.question.destination)?.done ?? "processed";
  }
}
