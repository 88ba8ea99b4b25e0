import type { Application } from "../../engine/document/application.ts";
import { placeInHistory } from "../../engine/document/cluster-names.ts";
import type { Client } from "../../engine/document/lane.ts";
import { laneView, wiresOfLane } from "../../engine/document/lane-view.ts";
import { handlerName, instanceOf } from "../../engine/document/names.ts";
import type { Run } from "../../engine/document/scenario.ts";
import { nameOfPlace, spoken, type Wire } from "../../engine/document/wires.ts";
import type { KafkaBrokerView } from "../../engine/kafka/views.ts";
import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import { SYSTEM_TABLES } from "../../engine/system-tables.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type RowFacts, rowsOf } from "../kafka/kafka-facts.ts";
import { CROWD } from "./measures.ts";
import { ranksOf } from "./ranks.ts";

/** What stands in a lane at the shown instant, and what is joined to what: by the document, and by what its clusters say that they have. */
export interface GraphLane {
  applications: readonly AppFacts[];
  topics: readonly TopicFacts[];
  exchanges: readonly ExchangeFacts[];
  queues: readonly QueueFacts[];
  bindings: readonly BindingFacts[];
  tapes: readonly TapeFacts[];
  machines: readonly { process: FrameProcess; label: string }[];
  wires: readonly GraphWire[];
}

export interface AppFacts {
  id: string;
  name: string;
  rank: number;
  isSource: boolean;
  instances: readonly FrameProcess[];
  /** Groups that it reads as, by their names in the history. */
  groups: readonly string[];
  doing: string;
  /** Several stand in its column: it takes little room. */
  crowded: boolean;
}

export interface TopicFacts {
  id: string;
  name: string;
  rank: number;
  rows: readonly RowFacts[];
  brokers: readonly string[];
}

export interface ExchangeFacts {
  id: string;
  name: string;
  type: string;
  rank: number;
  node: string;
}

export interface QueueFacts {
  id: string;
  name: string;
  rank: number;
  node: string;
}

export interface BindingFacts {
  id: string;
  exchange: string;
  queue: string;
  words: string;
}

export interface TapeFacts {
  id: string;
  table: string;
  database: string;
  handler: string;
  types: readonly string[] | undefined;
  application: string;
}

/** A wire between two parts of the graph, by their ids. */
export interface GraphWire {
  id: string;
  from: string;
  to: string;
  kind: "publishes" | "moves" | "reads" | "calls";
  types?: readonly string[];
  /** "order-svc publishes to topic orders" */
  says: string;
}

export function graphLane(run: Run, index: number, processes: readonly FrameProcess[]): GraphLane {
  const lane = run.scenario.lanes[index];
  const view = laneView(run, lane);
  const wires = wiresOfLane(view, SYSTEM_TABLES);
  const ranks = ranksOf(run);
  const inHistory = (place: string) => placeInHistory(lane, place);
  const applications = run.scenario.applications.flatMap((application): AppFacts[] => {
    const instances = processes.filter(({ part, left }) => !left && instanceOf(part, application.name, view));
    if (instances.length === 0) return [];
    const handlers = application.handles ?? [];
    return [
      {
        id: `app:${application.name}`,
        name: application.name,
        rank: ranks.get(application.name) ?? 0,
        isSource: handlers.length === 0,
        instances,
        groups: groupsOf(application, lane.clients).map((group) => inHistory(group)),
        doing: handlers[0]?.doing ?? "working",
        crowded: false,
      },
    ];
  });
  const inColumn = (rank: number) => applications.filter((app) => app.rank === rank).length;
  const placed = applications.map((app) => ({ ...app, crowded: inColumn(app.rank) >= CROWD }));
  const there = new Set(applications.map(({ name }) => name));
  const brokers = processes.filter(({ role }) => role === "kafka broker");
  const nodes = processes.filter(({ role }) => role === "rabbitmq node");
  const publishedAt = (id: string): number | undefined => {
    const all = wires.flatMap((wire) =>
      wire.kind === "publishes" && idOf(wire.place, inHistory) === id ? (ranks.get(wire.application) ?? 0) : [],
    );
    return all.length === 0 ? undefined : Math.min(...all);
  };
  const readAt = (id: string): number | undefined => {
    const all = wires.flatMap((wire) =>
      wire.kind === "reads" && idOf(wire.place, inHistory) === id ? (ranks.get(wire.application) ?? 1) : [],
    );
    return all.length === 0 ? undefined : Math.min(...all) - 1;
  };
  const rows = rowsOf(brokers);
  const topics = [...new Set(rows.map(({ topic }) => topic))].map((topic): TopicFacts => {
    const id = `topic:${topic}`;
    const mine = brokers.filter(({ view: of }) => (of as KafkaBrokerView).replicas.some((replica) => replica.topic === topic));
    return {
      id,
      name: topic,
      rank: publishedAt(id) ?? Math.max(0, readAt(id) ?? 0),
      rows: rows.filter((row) => row.topic === topic),
      brokers: mine.map(({ name }) => name),
    };
  });
  const views = nodes.map((node) => ({ node, view: node.view as RabbitmqNodeView }));
  const exchanges = views.flatMap(({ node, view: of }) =>
    of.exchanges.map(({ name, type }): ExchangeFacts => {
      const id = `exchange:${name}`;
      return { id, name, type, rank: publishedAt(id) ?? 0, node: node.name };
    }),
  );
  const bindings = views.flatMap(({ view: of }) =>
    of.bindings.map(({ exchange, queue, routingKey }): BindingFacts => {
      const type = of.exchanges.find(({ name }) => name === exchange)?.type;
      const words = type === "fanout" ? "" : routingKey === "" ? '""' : routingKey;
      return { id: `binding:${exchange}>${queue}:${routingKey}`, exchange: `exchange:${exchange}`, queue: `queue:${queue}`, words };
    }),
  );
  const queues = views.flatMap(({ node, view: of }) =>
    of.queues.map(({ name }): QueueFacts => {
      const id = `queue:${name}`;
      const fed = bindings.flatMap((binding) =>
        binding.queue === id ? (exchanges.find((one) => one.id === binding.exchange)?.rank ?? 0) : [],
      );
      const rank = fed.length > 0 ? Math.min(...fed) : (publishedAt(id) ?? Math.max(0, readAt(id) ?? 0));
      return { id, name, rank, node: node.name };
    }),
  );
  const places = new Set([...topics, ...exchanges, ...queues].map(({ id }) => id));
  return {
    applications: placed,
    topics,
    exchanges,
    queues,
    bindings,
    tapes: run.scenario.applications.filter(({ name }) => there.has(name)).flatMap(tapesOf(processes)),
    machines: [...brokers, ...nodes].map((process) => ({ process, label: process.part })),
    wires: [...joined(wires, inHistory, places), ...calls(wires)].filter(({ from, to }) => isThere(from, there) && isThere(to, there)),
  };
}

function isThere(id: string, applications: ReadonlySet<string>): boolean {
  return !id.startsWith("app:") || applications.has(id.slice(4));
}

/** `kafka/topic:orders` stands in the drawing as `topic:orders`. */
function idOf(place: string, inHistory: (place: string) => string): string {
  const kind = place.slice(place.indexOf("/") + 1, place.indexOf(":"));
  return `${kind}:${inHistory(place)}`;
}

function joined(wires: readonly Wire[], inHistory: (place: string) => string, places: ReadonlySet<string>): GraphWire[] {
  return wires.flatMap((wire): GraphWire[] => {
    if (wire.kind === "publishes" || wire.kind === "reads") {
      const place = idOf(wire.place, inHistory);
      if (!places.has(place)) return [];
      const app = `app:${wire.application}`;
      const [from, to] = wire.kind === "publishes" ? [app, place] : [place, app];
      const types = wire.kind === "publishes" && wire.types !== undefined ? { types: wire.types } : {};
      return [{ id: `${from}>${to}`, from, to, kind: wire.kind, says: spoken(wire), ...types }];
    }
    return [];
  });
}

/** A call goes from application to application: nothing stands between. */
function calls(wires: readonly Wire[]): GraphWire[] {
  return wires.flatMap((wire): GraphWire[] => {
    if (wire.kind !== "publishes" || !wire.place.startsWith("direct/")) return [];
    const called = nameOfPlace(wire.place);
    const [from, to] = [`app:${wire.application}`, `app:${called}`];
    return [
      { id: `${from}>${to}`, from, to, kind: "calls", says: spoken(wire), ...(wire.types === undefined ? {} : { types: wire.types }) },
    ];
  });
}

function groupsOf({ name }: Application, clients: readonly Client[]): string[] {
  return clients.flatMap((client) => {
    const { application, system, cluster, consumer } = client as Client & { cluster?: string; consumer?: { group: string } };
    return application === name && system === "kafka" && consumer !== undefined ? [`${cluster}/group:${consumer.group}`] : [];
  });
}

/** The tables that an application's handlers write to. */
function tapesOf(processes: readonly FrameProcess[]): (application: Application) => TapeFacts[] {
  return (application) =>
    (application.handles ?? []).flatMap((handler): TapeFacts[] => {
      const process = processes.find(({ part, role }) => role === "database" && part === handler.effect?.database);
      if (handler.effect === undefined || process === undefined) return [];
      const { table } = handler.effect;
      const name = handlerName(application, handler);
      return [
        {
          id: `tape:${name}`,
          table,
          database: process.name,
          handler: name,
          types: handler.types,
          application: `app:${application.name}`,
        },
      ];
    });
}
