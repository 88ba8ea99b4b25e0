import { toDistribution } from "../delivery/duration.ts";
import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import type { SystemParts } from "../delivery/system-parts.ts";
import { laneView, wiresOfLane } from "../document/lane-view.ts";
import { DOCUMENT_LIMITS } from "../document/limits.ts";
import { runningIn } from "../document/processes.ts";
import { indexWires, receivers, type WireIndex } from "../document/reach.ts";
import type { Run } from "../document/scenario.ts";
import type { Command } from "../document/script.ts";
import type { SystemTable } from "../document/system-table.ts";
import { typesOfWorkload } from "../document/workload.ts";
import { finish } from "../pieces.ts";
import { allDone, Course, longestWait, type Pace } from "../rest.ts";
import { Simulation } from "../sim/simulation.ts";
import { fromMs } from "../sim/time.ts";
import { buildLane, type LaneScene, readersOf, servicesOf } from "./build-lane.ts";
import { compileLaneScript } from "./lane-script.ts";
import { PlannedMessages } from "./planned-messages.ts";

/** The systems that a document may speak of, by what they say and by what they do. */
export interface Systems {
  readonly tables: readonly SystemTable[];
  readonly parts: readonly SystemParts[];
}

/** A run of a document, ready to be played: its messages are made once, and shared by all that look at it. */
export class DocumentRun {
  readonly messages: PlannedMessages;

  constructor(
    readonly run: Run,
    readonly systems: Systems,
    /** Of a run of the same seed, business and wires. */
    messages?: PlannedMessages,
  ) {
    this.messages = messages ?? new PlannedMessages(run, systems.tables);
  }

  /** Another run by the same systems; where nothing that messages hang on is otherwise, they are shared. */
  under(run: Run): DocumentRun {
    const { scenario, seed, script } = this.run;
    const bringsWires = ({ action }: Command) => action.do === "addClient" || action.do === "operate";
    const same =
      run.seed === seed &&
      run.scenario.streams === scenario.streams &&
      run.scenario.applications === scenario.applications &&
      run.scenario.lanes === scenario.lanes &&
      ![...script, ...run.script].some(bringsWires);
    return new DocumentRun(run, this.systems, same ? this.messages : undefined);
  }

  /** A simulation at time 0, with its whole script scheduled; `only` leaves out all other lanes, which changes nothing in that one. */
  start(options: { only?: number; recording?: boolean } = {}): Simulation {
    const { run } = this;
    const latency = toDistribution(run.scenario.network.latency);
    const simulation = new Simulation({ seed: run.seed, latency, recording: options.recording });
    run.scenario.lanes.forEach((_, index) => {
      if (options.only !== undefined && options.only !== index) return;
      const scene = this.sceneOf(index);
      for (const handler of Object.values(readersOf(scene)).flat()) simulation.history.strings.intern(handler);
      simulation.spawnAll(buildLane(scene));
      for (const command of compileLaneScript(scene)) simulation.schedule(command);
    });
    return simulation;
  }

  private sceneOf(index: number): LaneScene {
    const { run, systems, messages } = this;
    return { run, index, prefix: `${run.scenario.lanes[index].id}/`, systems: systems.parts, tables: systems.tables, messages };
  }

  /** What the judges of each lane must be told. */
  facts(): LaneFacts[] {
    const { run, systems, messages } = this;
    const { applications, lanes, tape } = run.scenario;
    const all = messages.every();
    const made =
      all.length === messages.all.length ? {} : { fromOutside: messages.all.length, blocks: messages.blocks(), roots: messages.roots() };
    return lanes.map((lane, index) => {
      const view = laneView(run, lane);
      const here = runningIn(view, systems.tables);
      const wires = indexWires(wiresOfLane(view, systems.tables));
      const services = applications
        .filter(({ name }) => here.has(name))
        .flatMap((application) => servicesOf(application))
        .map((service) => ({ ...service, ...typesFor(service, this.run, wires) }));
      const readers = readersOf(this.sceneOf(index));
      const named = Object.keys(readers).length === 0 ? {} : { readers };
      const effectless = services.flatMap(({ name, table }) => (table === "" ? [name] : []));
      const workOnly = effectless.length === 0 ? {} : { effectless };
      const pools = applications.flatMap((one) =>
        (one.workers ?? 1) === 1 ? [] : servicesOf(one).map(({ name }): [string, number] => [name, one.workers ?? 1]),
      );
      return {
        messages: all,
        ...(pools.length === 0 ? {} : { workers: Object.fromEntries(pools) }),
        ...made,
        ...workOnly,
        services,
        prefix: `${lane.id}/`,
        tape: tape?.table ?? services[0]?.table ?? "",
        ...named,
      };
    });
  }

  pace(): Pace {
    const { scenario, script, untilRest } = this.run;
    const durationUs = fromMs(scenario.durationMs);
    const goesOn = untilRest ?? scenario.untilRest ?? false;
    const inForce = this.systems.tables.flatMap(({ settings }) =>
      settings.map(({ name, default: value }): [string, unknown] => [name, value]),
    );
    const changed = script.flatMap(({ action }): [string, unknown][] => (action.do === "set" ? [[action.setting, action.value]] : []));
    const chosen = scenario.lanes.flatMap((lane) => [...settingsWithin(lane)]);
    const longestWaitUs = longestWait([...inForce, ...chosen, ...changed]);
    return { durationUs, mostUs: goesOn ? durationUs + fromMs(DOCUMENT_LIMITS.restMs) : durationUs, longestWaitUs };
  }

  /** Plays it to its end and closes its history. */
  finish(options: { only?: number } = {}): Simulation {
    const simulation = this.start(options);
    const facts = this.facts();
    const lanes = options.only === undefined ? undefined : [options.only];
    const course = new Course(simulation, this.pace(), this.messages.all, () => allDone(simulation, facts, lanes));
    do simulation.runUntil(course.target);
    while (!finish(course.arrived()));
    return simulation;
  }
}

/** Which types a handler that takes whatever comes can get, by the wires of its lane: it is expected for no other. */
function typesFor({ name, types }: ServiceSpec, run: Run, wires: WireIndex): { types?: readonly string[] } {
  const { applications, streams } = run.scenario;
  if (types !== undefined) return { types };
  const handed = applications.flatMap((application) => {
    const stream = streams.find((one) => one.name === application.emits?.stream);
    const ofStream = stream === undefined ? [] : typesOfWorkload(stream.workload);
    const made = (application.handles ?? []).flatMap((handler) => (handler.emits ?? []).map(({ type }) => type));
    return [...ofStream, ...made].map((type) => ({ origin: application.name, type }));
  });
  const reaching = handed.filter(({ origin, type }) => receivers(wires, applications, origin, type).has(name));
  // With one source and nothing made, whom no wire reaches is expected for everything: that nothing comes there is the news.
  const isOneSource = new Set(handed.map(({ origin }) => origin)).size < 2;
  if (isOneSource && (reaching.length === 0 || reaching.length === handed.length)) return {};
  return { types: [...new Set(reaching.map(({ type }) => type))] };
}

/** Whatever a lane says of settings, wherever it says it. */
function* settingsWithin(value: unknown): Generator<[string, unknown]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "number") yield [name, inner];
    else yield* settingsWithin(inner);
  }
}
