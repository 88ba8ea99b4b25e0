import type { Application } from "../engine/document/application.ts";
import type { Lane } from "../engine/document/lane.ts";
import { laneView, wiresOfLane } from "../engine/document/lane-view.ts";
import { handlerName, instanceOf } from "../engine/document/names.ts";
import { planNumbers } from "../engine/document/numbers.ts";
import { madeBy } from "../engine/document/outputs.ts";
import { processesOfLane, runningIn } from "../engine/document/processes.ts";
import { indexWires, receivers, type WireIndex } from "../engine/document/reach.ts";
import type { Run } from "../engine/document/scenario.ts";
import { ANY_PEER, type Command, type PlaceTarget, type Target } from "../engine/document/script.ts";
import type { Fields } from "../engine/document/shape.ts";
import type { Finding, LaneView, SystemTable } from "../engine/document/system-table.ts";
import { typesOfWorkload } from "../engine/document/workload.ts";
import { mostOf } from "./checks/amounts.ts";

/** Something that a real system accepts and that will fail, idle or lie about: said beforehand, on the part. */
export interface Warning extends Finding {
  /** Lane by its id; none for what concerns the business. */
  lane?: string;
}

/** Of a document that passes its checks. Paths as in refusals. */
export function warningsOf(run: Run, tables: readonly SystemTable[]): Warning[] {
  const { scenario } = run;
  return [
    ...businessWarnings(run),
    ...scenario.lanes.flatMap((lane, i) => {
      const view = laneView(run, lane);
      const found = [
        ...tables.flatMap((table) => [...table.warnings(view), ...laterSettings(view, table)]),
        ...applicationWarnings(view, typesOfStreams(run), tables),
        ...hostWarnings(run, view, tables),
      ];
      return found.map((finding) => ({ ...finding, path: `scenario.lanes[${i}].${finding.path}`, lane: lane.id }));
    }),
    ...scriptWarnings(run, tables),
    ...placeWarnings(run, tables),
    ...planWarnings(run, tables),
  ];
}

function businessWarnings({ scenario }: Run): Warning[] {
  const { streams, applications, lanes } = scenario;
  const used = new Set(lanes.flatMap(({ clients }) => clients.map(({ application }) => application)));
  return [
    ...streams.flatMap(({ name }, i): Warning[] => {
      const sources = applications.filter(({ emits }) => emits?.stream === name).map((source) => source.name);
      const path = `scenario.streams[${i}].name`;
      if (sources.length === 0) return [{ path, message: `no application hands over the messages of ${name}` }];
      return sources.length === 1
        ? []
        : [{ path, message: `${sources.join(" and ")} hand over each message of ${name}, each of them once` }];
    }),
    ...applications.flatMap(({ name, emits }, i): Warning[] =>
      emits === undefined || used.has(name)
        ? []
        : [{ path: `scenario.applications[${i}].name`, part: name, message: `${name} has no client in any lane: it does not run` }],
    ),
  ];
}

type TypesOfStreams = ReadonlyMap<string, readonly string[]>;

function typesOfStreams({ scenario }: Run): TypesOfStreams {
  return new Map(scenario.streams.map(({ name, workload }) => [name, typesOfWorkload(workload)]));
}

/** Who hands over, reads or handles what goes nowhere or never comes. */
function applicationWarnings(view: LaneView, streams: TypesOfStreams, tables: readonly SystemTable[]): Finding[] {
  const wires = wiresOfLane(view, tables);
  const index = indexWires(wires);
  const here = runningIn(view, tables);
  const running = view.applications.filter(({ name }) => here.has(name));
  return running.flatMap((application) => {
    const { name: part, handles = [], emits } = application;
    const at = view.lane.clients.findIndex(({ application: name }) => name === part);
    const path = at < 0 ? "clients" : `clients[${at}].application`;
    const warn = (message: string): Finding => ({ path, part, message });
    const reads = wires.some((wire) => wire.kind === "reads" && wire.application === part);
    const publishes = index.publishing.has(part);
    return [
      ...(emits !== undefined && !publishes ? [warn(`${part} publishes nowhere: the messages of ${emits.stream} go nowhere`)] : []),
      ...(reads && handles.length === 0 ? [warn(`${part} handles nothing: what it reads is settled unworked`)] : []),
      ...(!reads && handles.length > 0 && emits === undefined ? [warn(`nothing brings ${part} a message`)] : []),
      ...(view.instances.get(part)?.length === 0 && !joins(part, view) ? [warn(`${part} has no instance, and none joins`)] : []),
      ...(reads ? handles.flatMap((handler) => handlerWarnings(application, handler, view, streams, index, publishes, warn)) : []),
    ];
  });
}

function joins(application: string, { script }: LaneView): boolean {
  return script.some(({ action }) => action.do === "join" && action.application === application);
}

function handlerWarnings(
  application: Application,
  handler: NonNullable<Application["handles"]>[number],
  view: LaneView,
  streams: TypesOfStreams,
  index: WireIndex,
  publishes: boolean,
  warn: (message: string) => Finding,
): Finding[] {
  const name = handlerName(application, handler);
  const findings: Finding[] = [];
  for (const made of madeBy(application, handler)) {
    if (made.kind === "answer") continue;
    const taken =
      publishes && (index.publishing.get(application.name) ?? []).some(({ types }) => types === undefined || types.includes(made.type));
    if (!taken) findings.push(warn(`${made.type}, which ${name} makes, goes nowhere: no wire of ${application.name} takes it`));
  }
  if (handler.passesOn === true && !publishes) findings.push(warn(`${name} passes messages on, and ${application.name} publishes nowhere`));
  const origins = view.applications.flatMap((maker) => [
    ...(maker.handles ?? []).flatMap((one) => madeBy(maker, one).flatMap(({ kind, type }) => (kind === "answer" ? [] : [{ maker, type }]))),
  ]);
  for (const type of handler.types ?? []) {
    const makers = origins.filter((origin) => origin.type === type).map(({ maker }) => maker.name);
    const sources = view.applications
      .filter(({ emits }) => emits !== undefined && streams.get(emits.stream)?.includes(type))
      .map((source) => source.name);
    const comes = [...sources, ...makers].some((origin) => receivers(index, view.applications, origin, type).has(name));
    if (!comes) findings.push(warn(`nothing brings ${name} a message of type ${type}`));
  }
  return findings;
}

/** Settings that the document knows and the engine does not do yet. */
function laterSettings({ lane }: LaneView, table: SystemTable): Finding[] {
  const later = table.settings.filter((info) => info.later === true);
  if (later.length === 0) return [];
  const found = (value: object, fields: Fields, path: string, part: string) =>
    settingsIn(value, fields, path).flatMap(({ owner, values, path: at }) =>
      later
        .filter((info) => info.owner === owner && values[info.name] !== undefined)
        .map((info): Finding => ({ path: `${at}["${info.name}"]`, part, message: `${info.name} is not modelled yet: it changes nothing` })),
    );
  const of = ({ system }: { system: string }) => system === table.name;
  const readings = table.readings === null ? {} : { [table.readings.field]: readingField(table) };
  return [
    ...lane.clusters.flatMap((cluster, i) => (of(cluster) ? found(cluster, table.cluster ?? {}, `clusters[${i}]`, cluster.name) : [])),
    ...lane.clients.flatMap((client, i) =>
      of(client) ? found(client, { ...table.client, ...readings }, `clients[${i}]`, client.application) : [],
    ),
  ];
}

function readingField({ readings }: SystemTable): Fields[string] {
  const fields = { is: "fields" as const, fields: readings?.fields ?? {} };
  return { shape: readings?.list === true ? { is: "list", of: fields, most: 0 } : fields, help: "" };
}

interface Chosen {
  owner: string;
  values: Readonly<Record<string, unknown>>;
  path: string;
}

/** Every choice of settings within a value, by what its table says stands where. */
function settingsIn(value: object, fields: Fields, path: string): Chosen[] {
  return Object.entries(fields).flatMap(([field, { shape }]) => {
    const inner = (value as Record<string, unknown>)[field];
    return inner === undefined ? [] : settingsOf(inner, shape, `${path}.${field}`);
  });
}

function settingsOf(value: unknown, shape: Fields[string]["shape"], path: string): Chosen[] {
  if (shape.is === "settings") return [{ owner: shape.of, values: value as Chosen["values"], path }];
  if (shape.is === "fields") return settingsIn(value as object, shape.fields, path);
  if (shape.is === "list") return (value as unknown[]).flatMap((item, i) => settingsOf(item, shape.of, `${path}[${i}]`));
  return [];
}

function hostWarnings(run: Run, { lane, script }: LaneView, tables: readonly SystemTable[]): Finding[] {
  const known = new Set(processesOfLane(run, lane, tables).map(({ name }) => name));
  for (const { action } of script) if (action.do === "join") known.add(action.instance);
  return (lane.hosts ?? []).flatMap(({ name, parts }, i) =>
    parts.flatMap((part, n): Finding[] =>
      known.has(part)
        ? []
        : [{ path: `hosts[${i}].parts[${n}]`, part: name, message: `this lane has no ${part}: nothing of it runs on ${name}` }],
    ),
  );
}

/** Commands that no lane can follow. */
function scriptWarnings(run: Run, tables: readonly SystemTable[]): Warning[] {
  const { scenario, script } = run;
  const lanes = scenario.lanes.map((lane) => ({
    lane,
    view: laneView(run, lane),
    parts: processesOfLane(run, lane, tables).map(({ name }) => name),
  }));
  return script.flatMap((command, i) => {
    const meant = lanes.filter(({ lane }) => command.lanes === undefined || command.lanes.includes(lane.id));
    return targetsOf(command).flatMap(({ target, path }): Warning[] => {
      const there = meant.some(({ lane, view, parts }) => {
        if ("part" in target)
          return parts.includes(target.part) || view.applications.some(({ name }) => instanceOf(target.part, name, view));
        if ("host" in target) return lane.hosts?.some(({ name }) => name === target.host);
        return !("rack" in target) || lane.hosts?.some(({ rack }) => rack === target.rack);
      });
      const [[kind, name]] = Object.entries(target);
      return there
        ? []
        : [{ path: `script[${i}].action.${path}`, message: `no lane of this command has a ${kind} "${name}": it does nothing there` }];
    });
  });
}

/** Places that commands wait for or change, and that expectations ask about, in whatever lane they can be. */
function placeWarnings(run: Run, tables: readonly SystemTable[]): Warning[] {
  const { scenario, script } = run;
  const isIn = (target: PlaceTarget, lanes: readonly Lane[]) =>
    lanes.some((lane) =>
      lane.clusters.some((cluster) => {
        const table = tables.find(({ name }) => name === cluster.system);
        return cluster.name === target.cluster && table?.places(cluster, laneView(run, lane)).includes(target.place);
      }),
    );
  const named = [
    ...script.flatMap(({ when, action, lanes: only }, i) => {
      const lanes = scenario.lanes.filter(({ id }) => only === undefined || only.includes(id));
      const by = "by" in when && when.by !== undefined && "place" in when.by ? [{ target: when.by, path: `script[${i}].when.by` }] : [];
      const at = action.do === "set" && "place" in action.at ? [{ target: action.at, path: `script[${i}].action.at` }] : [];
      return [...by, ...at].map((one) => ({ ...one, lanes }));
    }),
    ...scenario.expect.flatMap(({ at, lane }, i) => {
      if (at === undefined || !("place" in at)) return [];
      return [{ target: at, path: `scenario.expect[${i}].at`, lanes: scenario.lanes.filter(({ id }) => id === lane) }];
    }),
  ];
  return named
    .filter(({ target, lanes }) => !isIn(target, lanes))
    .map(({ target, path }) => ({ path: `${path}.place`, message: `${target.cluster} has no place "${target.place}"` }));
}

function targetsOf({ action }: Command): { target: Target; path: string }[] {
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "freeze":
    case "stop":
    case "restart":
      return "of" in action.at || "has" in action.at ? [] : [{ target: action.at, path: "at" }];
    case "split":
    case "slowLink":
      return [
        ...action.from.map((target, i) => ({ target, path: `from[${i}]` })),
        ...action.to.map((target, i) => ({ target, path: `to[${i}]` })),
      ];
    case "cutBefore":
      return (["from", "to"] as const).flatMap((side) =>
        action[side] === ANY_PEER ? [] : [{ target: { part: action[side] }, path: side }],
      );
    case "leave":
      return [{ target: { part: action.part }, path: "part" }];
    case "set":
    case "setOnFailure":
      return "part" in action.at ? [{ target: action.at, path: "at" }] : [];
    default:
      return [];
  }
}

/** Messages for which a limit leaves no numbers. */
function planWarnings(run: Run, tables: readonly SystemTable[]): Warning[] {
  const counts = run.scenario.streams.map(({ workload }) => Math.ceil(mostOf(workload)));
  const { notMade } = planNumbers(run, tables, counts);
  return notMade.slice(0, 5).map(({ of, output, limit }) => ({
    path: "scenario.applications",
    message: `${output} is not made of ${of}: the limit "${limit}" is reached`,
  }));
}
