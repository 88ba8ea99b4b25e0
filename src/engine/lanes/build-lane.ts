import { type ApplicationConfig, application, type HandlerConfig, type Makes, type Reading } from "../delivery/application.ts";
import { databaseProcess } from "../delivery/database.ts";
import { toDistribution } from "../delivery/duration.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import { part, type Share } from "../delivery/system.ts";
import type { ClientPart, ClientScene, SystemParts } from "../delivery/system-parts.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { Application } from "../document/application.ts";
import { clusterPrefix } from "../document/cluster-names.ts";
import type { Handler } from "../document/handler.ts";
import type { Client, Lane } from "../document/lane.ts";
import { handlerName, instancesOf, ownName } from "../document/names.ts";
import { processesOfLane } from "../document/processes.ts";
import type { Run } from "../document/scenario.ts";
import type { SystemTable } from "../document/system-table.ts";
import { definePurpose, draw } from "../sim/chance.ts";
import { hashText, mix } from "../sim/hash.ts";
import type { AnyProcessDefinition } from "../sim/process.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import type { PlannedMessages } from "./planned-messages.ts";

const THROW = definePurpose("throw");

/** All that building a lane, or a part of it under other settings, needs to know. */
export interface LaneScene {
  readonly run: Run;
  /** Place of the lane in the scenario. */
  readonly index: number;
  /** In front of every name of the lane: `left/`. */
  readonly prefix: string;
  readonly systems: readonly SystemParts[];
  readonly tables: readonly SystemTable[];
  readonly messages: PlannedMessages;
}

/** All processes of a lane when the run begins, in the order in which they start. */
export function buildLane(scene: LaneScene): ProcessSpec[] {
  const { run, index, tables } = scene;
  const lane = run.scenario.lanes[index];
  return processesOfLane(run, lane, tables).map(({ name, of, kind }) => {
    if (kind === "cluster") return clusterProcess(scene, lane, of, name);
    if (kind === "database") return databaseOf(scene, of);
    const owner = run.scenario.applications.find((one) => one.name === of) as Application;
    const all = instancesOf(owner);
    return instanceProcess(scene, lane, owner, name, { index: all.indexOf(name), of: all.length, fromUs: 0 });
  });
}

/** A process of a cluster, by its name in the lane, as that lane has it. */
export function clusterProcess(scene: LaneScene, lane: Lane, cluster: string, name: string): ProcessSpec {
  const found = lane.clusters.find((one) => one.name === cluster && name.startsWith(clusterPrefix(lane, one)));
  const system = scene.systems.find((one) => one.name === found?.system);
  if (found === undefined || system === undefined) throw new Error(`there is no cluster ${cluster}`);
  const own = clusterPrefix(lane, found);
  const program = system.cluster(found, scene.prefix + own).find((one) => own + one.name === name)?.program;
  if (program === undefined) throw new Error(`cluster ${cluster} has no ${name}`);
  return onHost(scene, lane, part({ prefix: scene.prefix, lane: scene.index }, name, program), name);
}

function databaseOf({ run, prefix, index }: LaneScene, name: string): ProcessSpec {
  const { applications, databases } = run.scenario;
  const { idempotent } = databases.find((one) => one.name === name) ?? { idempotent: false };
  const services = applications.flatMap((one) => servicesOf(one)).filter(({ database, table }) => database === name && table !== "");
  return part({ prefix, lane: index }, name, { definition: databaseProcess, config: { database: { idempotent }, services } });
}

/** An application's handlers as the engine works by them, with the database of their effect. */
export function servicesOf(owner: Application): (ServiceSpec & { database: string })[] {
  return (owner.handles ?? []).map((handler) => ({
    name: handlerName(owner, handler),
    consumers: instancesOf(owner).length,
    ...(handler.types === undefined ? {} : { types: handler.types }),
    serviceTime: plainTime(handler),
    effectAt: handler.effectAt ?? 0.5,
    table: handler.effect?.table ?? "",
    database: handler.effect?.database ?? "",
    doing: handler.doing ?? "working",
    done: handler.done ?? "worked",
    settle: "after",
  }));
}

function plainTime({ serviceTime }: Handler): ServiceSpec["serviceTime"] {
  return serviceTime.kind === "chosen" ? serviceTime.otherwise : serviceTime;
}

/** One instance of an application with its client libraries, under the settings of that lane. */
export function instanceProcess(scene: LaneScene, lane: Lane, owner: Application, name: string, share: Share): ProcessSpec {
  const { prefix, index } = scene;
  const clients = partsOf(scene, lane, owner);
  const sending = clients.flatMap(({ sends }, i) => (sends === null ? [] : [i]));
  const answers = (message: BusinessMessage) => clients.reduce((sum, { sends }) => sum + (sends?.(message) ?? 0), 0);
  const stream = owner.emits?.stream;
  const config: ApplicationConfig = {
    source: stream === undefined ? null : { messages: messagesOf(scene, stream), share, libraries: sending },
    handlers: servicesOf(owner).map((service, i): HandlerConfig => {
      const handler = (owner.handles ?? [])[i];
      return {
        service,
        database: prefix + service.database,
        ...failing(scene, owner, handler),
        ...timing(scene, handler),
        ...hanging(scene),
        ...taking(scene, service),
        ...making(scene, owner, handler, { libraries: Object.freeze(sending), answers: Object.freeze(answers) }),
      };
    }),
    ...(owner.workers === undefined ? {} : { workers: owner.workers }),
    readings: clients.map(
      ({ reading, handlers }): Reading => (handlers === undefined ? reading : { ...reading, handlers: placesOf(owner, handlers) }),
    ),
  };
  // The first connects and draws under the instance's own address, so that a further one shifts none of its luck.
  const libraries = clients.map(({ library }, i) => (i === 0 ? library : { ...library, address: `${name}/${library.name}` }));
  const [first] = libraries;
  const definition = programOf(first?.library.role ?? "application");
  return onHost(scene, lane, part({ prefix, lane: index }, name, { definition, config, libraries }), name);
}

/** Places of handlers among those of their application, by their names within it. */
function placesOf(owner: Application, names: readonly string[]): number[] {
  return (owner.handles ?? []).flatMap((handler, i) => (names.includes(ownName(owner, handler)) ? [i] : []));
}

function partsOf(scene: LaneScene, lane: Lane, owner: Application): ClientPart[] {
  const clientScene: ClientScene = {
    prefix: scene.prefix,
    lane,
    application: owner.name,
    instancesOf: (application) => {
      const called = scene.run.scenario.applications.find(({ name }) => name === application);
      return called === undefined ? [] : instancesOf(called).map((instance) => scene.prefix + instance);
    },
  };
  const own = lane.clients.filter(({ application }: Client) => application === owner.name);
  return differentNames([
    ...own.flatMap((client: Client) => scene.systems.find(({ name }) => name === client.system)?.client(client, clientScene) ?? []),
    ...scene.systems.flatMap((system) => system.called(clientScene) ?? []),
  ]);
}

/** One client may come to several libraries: whichever has a name that is taken gets a number behind it. */
function differentNames(parts: readonly ClientPart[]): ClientPart[] {
  const taken = new Set<string>();
  return parts.map((one) => {
    let { name } = one.library;
    for (let n = 2; taken.has(name); n++) name = `${one.library.name}-${n}`;
    taken.add(name);
    return name === one.library.name ? one : { ...one, library: { ...one.library, name } };
  });
}

/** Groups and queues of a lane that are called otherwise than the handler that they read for, or read for several, with these. */
export function readersOf(scene: LaneScene): Record<string, readonly string[]> {
  const { scenario } = scene.run;
  const readers: Record<string, readonly string[]> = {};
  for (const owner of scenario.applications) {
    const names = servicesOf(owner).map(({ name }) => name);
    if (names.length === 0) continue;
    for (const { reader, handlers } of partsOf(scene, scenario.lanes[scene.index], owner)) {
      if (reader === undefined) continue;
      const own = handlers === undefined ? names : placesOf(owner, handlers).map((place) => names[place]);
      const all = [...new Set([...(readers[reader] ?? []), ...own])];
      if (all.length !== 1 || all[0] !== reader) readers[reader] = all;
    }
  }
  return readers;
}

function taking({ messages }: LaneScene, { types }: ServiceSpec): Pick<HandlerConfig, "takes"> {
  if (types === undefined) return {};
  return { takes: Object.freeze((number: number) => types.includes(messages.message(number)?.type ?? "")) };
}

function making({ messages }: LaneScene, owner: Application, handler: Handler, sending: Omit<Makes, "of">): Pick<HandlerConfig, "makes"> {
  if (handler.emits === undefined) return {};
  const of = (number: number) => messages.childrenOf(owner, handler, number);
  return { makes: Object.freeze({ of, ...sending }) };
}

/** The first entry that takes a message decides whether the handler throws on it, and how often. */
function failing({ messages, run }: LaneScene, owner: Application, handler: Handler): Pick<HandlerConfig, "fails"> {
  const { throws = [] } = handler;
  if (throws.length === 0) return {};
  const entries = throws.map(({ messages: named, types, share, times }) => ({
    named: named === undefined ? null : new Set(named.flatMap((ref) => messages.numberOf(ref) ?? [])),
    types,
    share,
    times: times === "always" ? Number.POSITIVE_INFINITY : times,
  }));
  const entity = hashText(handlerName(owner, handler));
  const fails = (number: number, attempt: number): boolean => {
    const type = messages.message(number)?.type ?? "";
    const drawn = draw(run.seed, THROW, mix(entity, messages.luckOf(number)), 0) / 4294967296;
    const entry = entries.find(
      (one) =>
        (one.named === null || one.named.has(number)) &&
        (one.types === undefined || one.types.includes(type)) &&
        (one.share === undefined || drawn < one.share),
    );
    return entry !== undefined && attempt <= entry.times;
  };
  return { fails: Object.freeze(fails) };
}

/** Only the first stream's messages hang on their numbers. */
function hanging({ messages }: LaneScene): Pick<HandlerConfig, "luckOf"> {
  if (messages.blocks().length < 2) return {};
  return { luckOf: Object.freeze((number: number) => messages.luckOf(number)) };
}

/** By message, then by type, else as it is otherwise. */
function timing({ messages }: LaneScene, { serviceTime: time }: Handler): Pick<HandlerConfig, "timeOf"> {
  if (time.kind !== "chosen") return {};
  const byMessage = new Map((time.messages ?? []).map((one) => [messages.numberOf(one.message) ?? -1, toDistribution(one.time)]));
  const byType = new Map(Object.entries(time.types ?? {}).map(([type, one]) => [type, toDistribution(one)]));
  const otherwise = toDistribution(time.otherwise);
  const timeOf = (number: number) => byMessage.get(number) ?? byType.get(messages.message(number)?.type ?? "") ?? otherwise;
  return { timeOf: Object.freeze(timeOf) };
}

function messagesOf({ messages }: LaneScene, stream: string): readonly BusinessMessage[] {
  return messages.ofStream.get(stream) ?? [];
}

/** A part stands on the machine that the lane says, or on one of its own. */
function onHost({ prefix }: LaneScene, { hosts = [] }: Lane, spec: ProcessSpec, name: string): ProcessSpec {
  const host = hosts.find(({ parts }) => parts.includes(name));
  return host === undefined ? spec : { ...spec, host: prefix + host.name };
}

/** One definition for each role, by which the kernel knows its timers. */
const programs = new Map<string, ReturnType<typeof application>>();

function programOf(role: string): AnyProcessDefinition {
  let known = programs.get(role);
  if (known === undefined) {
    known = application(role);
    programs.set(role, known);
  }
  return known;
}
