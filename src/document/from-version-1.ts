// Kinds of events exist once their modules are loaded; those of a system come with its table.
import "../engine/delivery/events.ts";
import type { ServiceSpec } from "../engine/delivery/services.ts";
import type { BusinessOfVersion1 } from "../engine/delivery/version-1.ts";
import type { Application } from "../engine/document/application.ts";
import type { Expectation } from "../engine/document/expectation.ts";
import { processesOfLane } from "../engine/document/processes.ts";
import type { Run, Scenario } from "../engine/document/scenario.ts";
import type { Action, Command, Hit, Target, When } from "../engine/document/script.ts";
import type * as version1 from "../engine/scenario.ts";
import { findEventKind } from "../engine/sim/event-kinds.ts";
import { changeFromVersion1, laneFromVersion1, SYSTEM_TABLES } from "../engine/system-tables.ts";

/** How the only stream and the only database of a scenario of version 1 are called; the database's process was called so. */
const STREAM = "messages";
const DATABASE = "database";

/**
 * A run of version 1 in version 2. Group, queue and handler are called like their service, sources keep their names, and the first cluster
 * of a system names its parts without itself: all addresses of chance stay, and so does what happens.
 */
export function fromVersion1({ scenario, seed, script, untilRest }: version1.Run): Run {
  const business = businessOf(scenario);
  const { lanes } = scenario;
  const scene: Scene = { scenario, script, business, parts: [] };
  const made: Scenario = {
    version: 2,
    id: scenario.id,
    ...(scenario.revision === undefined ? {} : { revision: scenario.revision }),
    title: scenario.title,
    summary: scenario.summary,
    shows: scenario.shows,
    durationMs: scenario.durationMs,
    ...(scenario.untilRest === undefined ? {} : { untilRest: scenario.untilRest }),
    seed: scenario.seed,
    network: scenario.network,
    streams: [{ name: STREAM, workload: withoutPoison(scenario.workload) }],
    applications: [
      { name: business.source, instances: scenario.producers, emits: { stream: STREAM } },
      ...scenario.services.map((service) => applicationOf(service, scenario.workload.poison)),
    ],
    databases: [{ name: DATABASE, ...scenario.database }],
    tape: { database: DATABASE, table: scenario.tape },
    lanes: lanes.map((lane) => ({ id: lane.id, ...laneFromVersion1(lane, business) })),
    script: [],
    expect: scenario.expect.flatMap((expected) => expectationOf(expected, scenario)),
  };
  const converted = { scenario: made, seed, script: [] };
  scene.parts = made.lanes.flatMap((lane) => processesOfLane(converted, lane, SYSTEM_TABLES).map(({ name }) => name));
  return {
    scenario: { ...made, script: scenario.script.map((command) => commandOf(command, scene)) },
    seed,
    script: script.map((command) => commandOf(command, scene)),
    ...(untilRest === undefined ? {} : { untilRest }),
  };
}

interface Scene {
  scenario: version1.Scenario;
  script: readonly version1.Command[];
  business: BusinessOfVersion1;
  /** Processes of all lanes when the run begins. */
  parts: readonly string[];
}

/** The producers together are one application, called like the first of them unless a service is. */
function businessOf({ producers, services }: version1.Scenario): BusinessOfVersion1 {
  const taken = (name: string) => services.some((service) => service.name === name);
  let source = producers[0];
  while (taken(source)) source += "-source";
  return { source, services };
}

function withoutPoison({ poison: _poison, ...workload }: version1.Scenario["workload"]): Scenario["streams"][number]["workload"] {
  return workload;
}

function applicationOf(service: ServiceSpec, poison: readonly number[]): Application {
  const { name, consumers, types, serviceTime, effectAt, table, doing, done } = service;
  return {
    name,
    instances: consumers,
    handles: [
      {
        ...(types === undefined ? {} : { types }),
        serviceTime,
        effectAt,
        effect: { database: DATABASE, table },
        doing,
        done,
        ...(poison.length === 0 ? {} : { throws: [{ messages: poison, times: "always" }] }),
      },
    ],
  };
}

/** What version 1 did not look at and nothing could ever meet is not carried over: another lane, destination or kind of event. */
function expectationOf(expected: version1.Expectation, { lanes, services }: version1.Scenario): Expectation[] {
  const isLane = (id: string) => lanes.some((lane) => lane.id === id);
  if (!isLane(expected.lane)) return [];
  if ("checker" in expected) return [expected];
  if ("quickerThan" in expected) return isLane(expected.quickerThan) ? [expected] : [];
  if ("event" in expected) return findEventKind(expected.event) === undefined ? [] : [expected];
  const { lane, message, destination, outcome } = expected;
  return services.some(({ name }) => name === destination) ? [{ lane, message, at: { handler: destination }, outcome }] : [];
}

function commandOf({ id, when, lanes, action, forMs }: version1.Command, scene: Scene): Command {
  return {
    id,
    when: whenOf(when, scene),
    ...(lanes === undefined ? {} : { lanes }),
    action: actionOf(action, scene),
    ...(forMs === undefined ? {} : { forMs }),
  };
}

function whenOf(when: version1.When, scene: Scene): When {
  if ("atMs" in when) return when;
  const { part, ...rest } = when;
  return part === undefined ? rest : { ...rest, by: isService(part, scene) ? { application: part } : { part } };
}

function isService(part: string, { business, parts }: Scene): boolean {
  return !parts.includes(part) && business.services.some(({ name }) => name === part);
}

function actionOf(action: version1.Action, scene: Scene): Action {
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "freeze":
    case "stop":
      return { do: action.do, at: hitOf(action.part) };
    case "restart":
      return { do: "restart", at: { part: action.part } };
    case "split":
    case "slowLink": {
      const { from, to, ...rest } = action;
      return { ...rest, from: from.flatMap((part) => targetsOf(part, scene)), to: to.flatMap((part) => targetsOf(part, scene)) };
    }
    case "cutBefore":
      return action;
    case "addProducer":
      return { do: "join", application: scene.business.source, instance: action.name };
    case "addConsumer":
      return { do: "join", application: action.service, instance: action.name };
    case "remove":
      return { do: "leave", part: action.part };
    case "set":
      return setOf(action, scene);
  }
}

function hitOf(part: string | version1.AnchorPart): Hit {
  return typeof part === "string" ? { part } : part;
}

/** A part, a service, or what all parts `name-1`, `name-2`, … have in common: the brokers. */
function targetsOf(part: string, scene: Scene): Target[] {
  if (isService(part, scene)) return serviceOf(part, scene);
  const members = [...new Set(scene.parts)].filter((name) => name.startsWith(`${part}-`) && /^\d+$/.test(name.slice(part.length + 1)));
  return scene.parts.includes(part) || members.length === 0 ? [{ part }] : members.map((member) => ({ part: member }));
}

/** All consumers of a service that are called after it: one that joined under another name was none of them. */
function serviceOf(service: string, { scenario, script, parts }: Scene): Target[] {
  const joined = [...scenario.script, ...script].flatMap(({ action }) =>
    action.do === "addConsumer" && action.service === service ? [action.name] : [],
  );
  const isMember = (name: string) => name.startsWith(`${service}-`) && /^\d+$/.test(name.slice(service.length + 1));
  if (joined.every(isMember)) return [{ application: service }];
  return [...new Set([...parts, ...joined])].filter(isMember).map((part) => ({ part }));
}

function setOf({ part, setting, value }: Extract<version1.Action, { do: "set" }>, scene: Scene): Action {
  const { services } = scene.business;
  const joined = [...scene.scenario.script, ...scene.script].find(
    ({ action }) => action.do === "addConsumer" && action.name === part,
  )?.action;
  const name = joined?.do === "addConsumer" ? joined.service : part.replace(/-\d+$/, "");
  const service = services.find((one) => one.name === part) ?? services.find((one) => one.name === name) ?? null;
  const at = isService(part, scene) ? { application: part } : { part };
  return changeFromVersion1({ do: "set", at, setting, value }, service) ?? { do: "set", at, setting, value };
}
