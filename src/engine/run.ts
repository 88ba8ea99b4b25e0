import { toDistribution } from "./delivery/duration.ts";
import type { LaneFacts } from "./delivery/lane-facts.ts";
import type { LaneContext } from "./delivery/system.ts";
import { generateMessages } from "./delivery/workload.ts";
import type { BusinessMessage } from "./delivery/workload-spec.ts";
import { finish } from "./pieces.ts";
import { allDone, Course, paceOf } from "./rest.ts";
import type { LaneSpec, Run } from "./scenario.ts";
import { compileScript, newLaneParts } from "./script.ts";
import { Simulation } from "./sim/simulation.ts";
import { systemOf } from "./systems.ts";

/** The business messages of a run: the same in every lane. */
export function messagesOf(run: Run): readonly BusinessMessage[] {
  return generateMessages(run.scenario.workload, run.seed);
}

/** What a system needs to know of its lane. `lane` is the lane's place in the scenario, also when others are left out. */
export function laneContext(run: Run, spec: LaneSpec, lane: number, messages: readonly BusinessMessage[]): LaneContext<object> {
  const { producers, services, database } = run.scenario;
  return { prefix: `${spec.id}/`, lane, settings: spec.settings, producers, services, database, messages };
}

/**
 * A simulation of the run at time 0, with its whole script scheduled. `only` leaves out all other lanes: since chance goes by address,
 * what happens in a lane does not depend on the others.
 */
export function startRun(run: Run, options: { only?: number; recording?: boolean } = {}): Simulation {
  const { scenario } = run;
  const messages = messagesOf(run);
  const latency = toDistribution(scenario.network.latency);
  const simulation = new Simulation({ seed: run.seed, latency, recording: options.recording });
  scenario.lanes.forEach((spec, index) => {
    if (options.only !== undefined && options.only !== index) return;
    const system = systemOf(spec.system);
    const context = laneContext(run, spec, index, messages);
    const specs = system.build(context);
    simulation.spawnAll(specs);
    const parts = specs.map((process) => process.name.slice(context.prefix.length));
    const lane = newLaneParts(spec, system, context, parts);
    for (const command of compileScript(run.script, lane)) simulation.schedule(command);
  });
  return simulation;
}

/** What the judges of each lane must be told. */
export function factsOf(run: Run, messages: readonly BusinessMessage[] = messagesOf(run)): LaneFacts[] {
  const { services, tape, lanes } = run.scenario;
  return lanes.map(({ id }) => ({ messages, services, prefix: `${id}/`, tape }));
}

/** Runs a whole run to its end and closes its history. */
export function finishRun(run: Run, options: { only?: number } = {}): Simulation {
  const simulation = startRun(run, options);
  const course = courseOf(simulation, run, options.only);
  do simulation.runUntil(course.target);
  while (!finish(course.arrived()));
  return simulation;
}

/** How far a simulation of the run goes, in all lanes or in one. */
export function courseOf(simulation: Simulation, run: Run, only?: number): Course {
  const messages = messagesOf(run);
  const facts = factsOf(run, messages);
  return new Course(simulation, paceOf(run), messages, () => allDone(simulation, facts, only === undefined ? undefined : [only]));
}
