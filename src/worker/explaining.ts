import type { LaneFacts } from "../engine/delivery/lane-facts.ts";
import { explainAbsent } from "../engine/explain/absent.ts";
import { explain, type WhyCard, type WhyProgress, type WhyQuestion } from "../engine/explain/index.ts";
import { LaneRecord } from "../engine/explain/lane-record.ts";
import type { Work } from "../engine/explain/work.ts";
import type { DocumentRun } from "../engine/lanes/run-document.ts";
import type { Simulation } from "../engine/sim/simulation.ts";
import type { Response } from "./protocol.ts";

/** The take that questions are about. */
export interface AskedTake {
  number: number;
  played: DocumentRun;
  simulation: Simulation;
  facts: readonly LaneFacts[];
}

/**
 * Answers "why?", one question at a time and in pieces: frames are answered in between, a newer question takes the place of an older
 * one. What was recorded and answered is kept for the take, so that going back and forth between lanes costs nothing.
 */
export class Explaining {
  private readonly records = new Map<number, LaneRecord>();
  private readonly cards = new Map<string, WhyCard | null>();
  private question: WhyQuestion | null = null;
  private work: Work<WhyCard | null> | null = null;
  private said = "";

  constructor(
    private readonly take: AskedTake,
    private readonly post: (response: Response) => void,
  ) {}

  ask(question: WhyQuestion): void {
    this.question = question;
    this.work = null;
    this.said = "";
  }

  /** One piece of the work. False when there is no question left. */
  step(): boolean {
    const { question, take } = this;
    if (question === null) return false;
    const known = this.cards.get(JSON.stringify(question));
    if (known !== undefined) return this.answer(question, known);
    if (!canBeAsked(question, take)) return this.answer(question, null);
    this.work ??= this.begin(question);
    this.question = null; // nothing is left to do should this piece fail
    const { done, value } = this.work.next();
    if (done) return this.answer(question, value);
    this.question = question;
    this.say(question, value);
    return true;
  }

  private begin(question: WhyQuestion): Work<WhyCard | null> {
    const { simulation, facts } = this.take;
    const { lane } = question;
    const record = this.recordOf(lane);
    if (question.notAsIn === undefined) return explain({ record, simulation, facts: facts[lane], question });
    const there = { record: this.recordOf(question.notAsIn), facts: facts[question.notAsIn] };
    return explainAbsent({ record, there, simulation, facts: facts[lane], question });
  }

  private recordOf(lane: number): LaneRecord {
    const record = this.records.get(lane) ?? new LaneRecord(this.take.played, lane);
    this.records.set(lane, record);
    return record;
  }

  private say(question: WhyQuestion, progress: WhyProgress): void {
    const words = JSON.stringify(progress);
    if (words === this.said) return;
    this.said = words;
    this.post({ type: "explaining", take: this.take.number, question, progress });
  }

  private answer(question: WhyQuestion, card: WhyCard | null): false {
    this.cards.set(JSON.stringify(question), card);
    this.question = null;
    this.work = null;
    this.post({ type: "why", take: this.take.number, question, card });
    return false;
  }
}

/** A question may be older than the run: the lane or the message may be gone. */
function canBeAsked({ lane, message, notAsIn = lane }: WhyQuestion, { facts }: AskedTake): boolean {
  return facts[notAsIn] !== undefined && facts[lane]?.messages[message - 1] !== undefined;
}
