import type { Application } from "../engine/document/application.ts";
import type { Handler } from "../engine/document/handler.ts";
import { laneView, wiresOfLane } from "../engine/document/lane-view.ts";
import type { Run } from "../engine/document/scenario.ts";
import type { SystemTable } from "../engine/document/system-table.ts";
import type { Wire } from "../engine/document/wires.ts";
import type { Workload } from "../engine/document/workload.ts";

/** The plan of numbers as its rules say it, with every message written down. The twin of what is computed by arithmetic. */

/** One message: its number is its place in the list, from 1. */
export interface Listed {
  /** `path#n`, which its luck hangs on. */
  name: string;
  /** Name of the message that it is made of one by one; of none for streams and windows. */
  source: string | null;
}

interface Group {
  path: string;
  generation: number;
  /** Only who hands it over, and as which types. */
  makers: string[];
  types: string[];
  output: string;
  of: "stream" | "child" | "root" | "window";
  parents: Group[];
  /** The group that its messages are made of one by one. */
  source: Group | null;
  by: "key" | "type" | "all";
  lengthMs: number;
  own: string[];
  size: number;
  takenTypes: string[];
}

export function listNumbers(run: Run, tables: readonly SystemTable[], counts: readonly number[]): Listed[] {
  const { applications, streams, lanes, durationMs } = run.scenario;
  const wires = lanes.map((lane) => wiresOfLane(laneView(run, lane), tables));
  const groups: Group[] = streams.map(({ name, workload }, i) => ({
    path: name,
    generation: 0,
    makers: applications.filter(({ emits }) => emits !== undefined && emits.stream === name).map((application) => application.name),
    types: typesOf(workload),
    output: "",
    of: "stream",
    parents: [],
    source: null,
    by: "key",
    lengthMs: 0,
    own: keysOf(workload),
    size: counts[i],
    takenTypes: [],
  }));
  for (const group of groups) {
    for (const application of applications) {
      for (const handler of application.handles ?? []) {
        const taken = group.types.filter((type) =>
          group.makers.some((maker) =>
            wires.some((lane) => reached(maker, type, lane, applications).includes(wholeName(application, handler))),
          ),
        );
        if (taken.length === 0) continue;
        for (const { name, type, answer, aggregate, key } of outputsOf(application, handler)) {
          const over = aggregate?.over.kind;
          const root = rootOf(group);
          const shared = groups.find(
            (other) =>
              other.output === name &&
              ((over === "window" && other.of === "window") || (over === "one of each type" && other.source === root)),
          );
          if (shared !== undefined) {
            shared.parents.push(group);
            for (const one of taken) if (!shared.takenTypes.includes(one)) shared.takenTypes.push(one);
            continue;
          }
          if (group.generation === 8 || groups.length === 512) continue;
          const of = over === "window" ? "window" : over === "one of each type" ? "root" : "child";
          const source = of === "window" ? null : of === "root" ? root : group;
          groups.push({
            path: source === null ? name : `${source.path}/${name}`,
            generation: group.generation + 1,
            makers: answer ? [] : [application.name],
            types: [type],
            output: name,
            of,
            parents: [group],
            source,
            by: aggregate?.by ?? (key === "type" ? "type" : "key"),
            lengthMs: aggregate?.over.kind === "window" ? aggregate.over.lengthMs : 0,
            own: [],
            size: 0,
            takenTypes: [...taken],
          });
        }
      }
    }
  }
  // Keys come from whatever feeds a group, which may be the group itself by way of others.
  for (let more = true; more; ) {
    more = false;
    for (const group of groups) {
      for (const parent of group.parents) {
        const values = group.by === "all" ? [""] : group.by === "type" ? group.takenTypes : parent.own;
        for (const value of values)
          if (!group.own.includes(value)) {
            group.own.push(value);
            more = true;
          }
      }
    }
  }
  const messages = new Map<Group, Listed[]>();
  for (const group of groups) messages.set(group, membersOf(group, messages, durationMs));
  return groups.flatMap((group) => messages.get(group) ?? []);
}

function membersOf(group: Group, messages: Map<Group, Listed[]>, durationMs: number): Listed[] {
  if (group.of === "stream") return Array.from({ length: group.size }, (_, i) => ({ name: `${group.path}#${i + 1}`, source: null }));
  if (group.source !== null)
    return (messages.get(group.source) ?? []).map(({ name }) => ({
      name: `${name.replace(/#(\d+)$/, `/${group.output}#$1`)}`,
      source: name,
    }));
  const listed: Listed[] = [];
  for (let nth = 1; (nth - 1) * group.lengthMs <= durationMs + 600_000; nth++)
    for (const value of group.own) listed.push({ name: `${group.output}=${value}#${nth}`, source: null });
  return listed;
}

function rootOf(group: Group): Group {
  return group.source === null ? group : rootOf(group.source);
}

function typesOf(workload: Workload): string[] {
  return workload.kind === "generated" ? workload.types.map(({ name }) => name) : [...new Set(workload.messages.map(({ type }) => type))];
}

function keysOf(workload: Workload): string[] {
  if (workload.kind === "list") return [...new Set(workload.messages.map(({ key }) => key))];
  return Array.from({ length: workload.keys.count }, (_, i) => String(workload.firstKey + i));
}

function wholeName({ name, handles = [] }: Application, handler: Handler): string {
  if (handler.name === undefined || (handler.name === name && handles.length === 1)) return name;
  return `${name}.${handler.name}`;
}

function outputsOf(application: Application, handler: Handler) {
  const { emits = [], aggregate, replies } = handler;
  const made = [
    ...emits.map(({ type, key }) => ({ type, key, aggregate: undefined, answer: false })),
    ...(aggregate === undefined ? [] : [{ type: aggregate.emits.type, key: undefined, aggregate, answer: false }]),
    ...(replies === undefined ? [] : [{ type: replies, key: undefined, aggregate: undefined, answer: true }]),
  ];
  return made.map((one, i) => {
    const before = made.slice(0, i).filter(({ type }) => type === one.type).length;
    return { ...one, name: `${wholeName(application, handler)}:${one.type}${before === 0 ? "" : `#${before + 1}`}` };
  });
}

/** Handlers that get a type from an application: places and handlers are added until nothing is. */
function reached(maker: string, type: string, wires: readonly Wire[], applications: readonly Application[]): string[] {
  const publishers = new Set([maker]);
  const places = new Set<string>();
  const handlers = new Set<string>();
  const size = () => publishers.size + places.size + handlers.size;
  for (let before = -1; before < size(); ) {
    before = size();
    for (const wire of wires) {
      if (wire.kind === "publishes" && publishers.has(wire.application) && (wire.types ?? [type]).includes(type)) places.add(wire.place);
      if (wire.kind === "moves" && places.has(wire.from)) places.add(wire.to);
      if (wire.kind === "records" && wire.handlers.some((name) => handlers.has(name))) places.add(wire.place);
      if (wire.kind !== "reads" || !places.has(wire.place)) continue;
      for (const application of applications.filter(({ name }) => name === wire.application)) {
        for (const handler of application.handles ?? []) {
          const own = handler.name ?? application.name;
          if (!(wire.handlers ?? [own]).includes(own) || !(handler.types ?? [type]).includes(type)) continue;
          handlers.add(wholeName(application, handler));
          if (handler.passesOn === true) publishers.add(application.name);
        }
      }
    }
  }
  return [...handlers];
}
