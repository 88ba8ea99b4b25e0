import { playable } from "../document/playable.ts";
import { LaneBook } from "../engine/delivery/lane-book.ts";
import { digestBook } from "../engine/delivery/lane-digest.ts";
import type { DocumentRun } from "../engine/lanes/run-document.ts";
import { Course, isAllDone } from "../engine/rest.ts";
import { eventKindCount, eventKindInfo } from "../engine/sim/event-kinds.ts";
import { CAUSE, CHUNK_ROWS, type History } from "../engine/sim/history.ts";
import { limitWords } from "../engine/sim/limits.ts";
import { Recording } from "../engine/sim/recording.ts";
import { Explaining } from "./explaining.ts";
import { processInfo, type SentViews, takeFrame } from "./frame.ts";
import type { AnyRun, EventRule, HistorySlice, Request, Response } from "./protocol.ts";

/** Events per slice: short enough that a frame asked for meanwhile is answered within the page's next frame. */
const SLICE_EVENTS = 4_000;
/** Verdicts over what is recorded so far are made anew after this many further events, and at the end. */
const DIGEST_EVENTS = 60_000;

interface Take {
  number: number;
  recording: Recording;
  course: Course;
  /** At the course's target: the work on whether the run ends there. */
  arriving: ReturnType<Course["arrived"]> | null;
  /** The accounts of each lane, kept as the recording grows; with the lane of each process. */
  books: readonly LaneBook[];
  processLanes: number[];
  done: boolean;
  /** Recording was stopped by the page, and can go on. */
  held: boolean;
  sentRows: number;
  sentStrings: number;
  sentKinds: number;
  sentProcesses: number;
  sentExtras: number;
  digestedAt: number;
  views: SentViews;
  explaining: Explaining;
}

/** The simulating side of the boundary: an ordinary class. Whoever owns it calls `pump` until it says that there is nothing left to do. */
export class SimulationHost {
  private take: Take | null = null;

  constructor(private readonly post: (response: Response) => void) {}

  handle(request: Request): void {
    try {
      this.answer(request);
    } catch (error) {
      this.post({ type: "failed", take: request.take, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Records one slice, or when all is recorded does a piece of an explanation. False when there is nothing left to do. */
  pump(): boolean {
    const { take } = this;
    if (take === null) return false;
    try {
      if (take.done) return take.explaining.step();
      if (take.held) return false;
      this.record(take);
      return true;
    } catch (error) {
      take.done = true;
      this.post({ type: "failed", take: take.number, message: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  private answer(request: Request): void {
    if (request.type === "record") {
      this.begin(request.take, request.run);
      return;
    }
    const { take } = this;
    if (take === null || take.number !== request.take) return;
    const { history } = take.recording.simulation;
    switch (request.type) {
      case "hold":
        this.hold(take, request.held);
        return;
      case "frame": {
        if (request.full) take.views.clear();
        this.post(takeFrame(take.recording.seek(request.at), take.number, take.views));
        return;
      }
      case "ledger": {
        const lanes = booksOf(take).map((book) => book.ledgerAt(request.at));
        this.post({ type: "ledger", take: take.number, at: request.at, lanes });
        return;
      }
      case "why":
        take.explaining.ask(request.question);
        return;
      case "fingerprint":
        this.post({ type: "fingerprint", take: take.number, fingerprint: history.fingerprint() });
    }
  }

  /** What is recorded stays, with the verdicts on it. */
  private hold(take: Take, held: boolean): void {
    if (take.done || take.held === held) return;
    take.held = held;
    if (held) this.postDigest(take);
    this.postRecorded(take);
  }

  private begin(number: number, run: AnyRun): void {
    const played = playable(run);
    const recording = new Recording(played.start());
    const facts = played.facts();
    const { simulation } = recording;
    const processLanes: number[] = [];
    const take: Take = {
      number,
      recording,
      course: new Course(simulation, played.pace(), played.messages.all, () => booksOf(take).every((book) => isAllDone(book.evidence()))),
      arriving: null,
      books: facts.map((lane, number) => new LaneBook(simulation.history, number, processLanes, lane)),
      processLanes,
      explaining: new Explaining({ number, played, simulation, facts }, this.post),
      done: false,
      held: false,
      sentRows: 0,
      sentStrings: 0,
      sentKinds: 0,
      sentProcesses: 0,
      sentExtras: 0,
      digestedAt: 0,
      views: new Map(),
    };
    this.take = take;
    this.post({ type: "made", take: number, ...madeIn(played) });
  }

  private record(take: Take): void {
    const { recording, course } = take;
    const { simulation } = recording;
    if (take.arriving === null) {
      if (recording.advance(course.target, SLICE_EVENTS) || simulation.stopped !== null) take.arriving = course.arrived();
    } else {
      const { done, value } = take.arriving.next();
      if (!done) return; // still looking whether anything is to come
      take.arriving = null;
      take.done = value;
    }
    this.postHistory(take);
    if (take.done || simulation.handled - take.digestedAt >= DIGEST_EVENTS) this.postDigest(take);
    this.postRecorded(take);
  }

  private postRecorded({ number, recording: { simulation }, done, held }: Take): void {
    this.post({
      type: "recorded",
      take: number,
      untilUs: simulation.now,
      done,
      held,
      limit: simulation.stopped === null ? null : limitWords(simulation.stopped),
      events: simulation.handled,
      fingerprint: simulation.history.fingerprint(),
    });
  }

  private postHistory(take: Take): void {
    const { simulation } = take.recording;
    const { history, processes } = simulation;
    while (take.sentRows < history.length) {
      const from = take.sentRows;
      const chunk = history.chunks[Math.floor(from / CHUNK_ROWS)];
      const start = from % CHUNK_ROWS;
      const count = Math.min(CHUNK_ROWS - start, history.length - from);
      const end = start + count;
      const { at, kind, process, message, a, b, c, causeKind, cause } = chunk;
      this.post({
        type: "history",
        take: take.number,
        from,
        count,
        chunk: {
          at: at.slice(start, end),
          kind: kind.slice(start, end),
          process: process.slice(start, end),
          message: message.slice(start, end),
          a: a.slice(start, end),
          b: b.slice(start, end),
          c: c.slice(start, end),
          causeKind: causeKind.slice(start, end),
          cause: cause.slice(start, end),
        },
        ...extrasUntil(history, take, from + count),
        stringsFrom: take.sentStrings,
        strings: history.strings.slice(take.sentStrings),
        kinds: kindNames(take.sentKinds),
        processes: processes.slice(take.sentProcesses).map((record) => processInfo(simulation, record)),
      });
      take.sentRows += count;
      take.sentStrings = history.strings.size;
      take.sentKinds = eventKindCount();
      take.sentProcesses = processes.length;
    }
  }

  private postDigest(take: Take): void {
    const { simulation } = take.recording;
    take.digestedAt = simulation.handled;
    const lanes = booksOf(take).map(digestBook);
    this.post({ type: "digest", take: take.number, untilUs: simulation.now, lanes });
  }
}

/** The lanes' books, read up to what is recorded. */
function booksOf({ books, processLanes, recording }: Take): readonly LaneBook[] {
  const { processes } = recording.simulation;
  for (let id = processLanes.length; id < processes.length; id++) processLanes.push(processes[id].lane);
  for (const book of books) book.read();
  return books;
}

/** Nothing where every message comes from outside, in one stream: each is called by its number then. */
function madeIn({ messages, run }: DocumentRun): Pick<Extract<Response, { type: "made" }>, "messages" | "sources" | "labels"> {
  const every = messages.every();
  const outside = messages.all.length;
  if (every.length === outside && run.scenario.streams.length < 2) return { messages: [], sources: [], labels: [] };
  return { messages: every.slice(outside), sources: messages.sources(), labels: messages.labels() };
}

/** Names of the kinds of events from a code on. */
function kindNames(from: number): string[] {
  return Array.from({ length: eventKindCount() - from }, (_, i) => eventKindInfo(from + i).name);
}

/** The rules and the further messages of events before `until` that were not posted yet. */
function extrasUntil({ extras }: History, take: Take, until: number): Pick<HistorySlice, "rules" | "carried"> {
  const rules: EventRule[] = [];
  const carried: HistorySlice["carried"][number][] = [];
  for (; take.sentExtras < extras.owner.length && extras.owner[take.sentExtras] < until; take.sentExtras++) {
    const i = take.sentExtras;
    const event = extras.owner[i];
    if (extras.kind[i] === CAUSE.rule) rules.push({ event, rule: extras.subject[i], a: extras.a[i], b: extras.b[i] });
    else if (extras.kind[i] === CAUSE.carries) carried.push({ event, message: extras.subject[i] });
  }
  return { rules, carried };
}
