import type { ServiceSpec } from "../../engine/delivery/services.ts";
import type { Application } from "../../engine/document/application.ts";
import type { Client, Cluster, Lane } from "../../engine/document/lane.ts";
import { handlerName, instancesOf } from "../../engine/document/names.ts";
import type { Scenario as Document, Run as DocumentRun } from "../../engine/document/scenario.ts";
import type { LaneSpec } from "../../engine/scenario.ts";
import type { KnownSystems } from "../../engine/system-tables.ts";
import { commandOnPage } from "./command-on-page.ts";
import type { PageRun, PageScenario } from "./page-run.ts";

/** A document's run as the page shows it. */
export function pageRun({ scenario, seed, script, untilRest }: DocumentRun): PageRun {
  return {
    scenario: pageScenario(scenario),
    seed,
    script: script.map((command) => commandOnPage(command, scenario.applications)),
    ...(untilRest === undefined ? {} : { untilRest }),
  };
}

export function pageScenario(scenario: Document): PageScenario {
  const sources = scenario.applications.filter(({ emits }) => emits !== undefined);
  const services = scenario.applications.flatMap(servicesOf);
  return {
    id: scenario.id,
    ...(scenario.revision === undefined ? {} : { revision: scenario.revision }),
    title: scenario.title,
    summary: scenario.summary,
    shows: scenario.shows,
    durationMs: scenario.durationMs,
    ...(scenario.untilRest === undefined ? {} : { untilRest: scenario.untilRest }),
    seed: scenario.seed,
    network: { latency: scenario.network.latency },
    workload: { ...(scenario.streams[0]?.workload ?? { kind: "list", messages: [] }), poison: [] },
    producers: sources.flatMap(instancesOf),
    services,
    database: { idempotent: scenario.databases.some(({ idempotent }) => idempotent) },
    tape: scenario.tape?.table ?? services.find(({ table }) => table !== "")?.table ?? "",
    lanes: scenario.lanes.map(laneSpecOf),
    script: scenario.script.map((command) => commandOnPage(command, scenario.applications)),
    expect: [],
    document: scenario,
  };
}

function servicesOf(owner: Application): ServiceSpec[] {
  return (owner.handles ?? []).map(
    (handler): ServiceSpec => ({
      name: handlerName(owner, handler),
      consumers: instancesOf(owner).length,
      ...(handler.types === undefined ? {} : { types: handler.types }),
      serviceTime: handler.serviceTime.kind === "chosen" ? handler.serviceTime.otherwise : handler.serviceTime,
      effectAt: handler.effectAt ?? 0.5,
      table: handler.effect?.table ?? "",
      doing: handler.doing ?? "working",
      done: handler.done ?? "worked",
      settle: "after",
    }),
  );
}

type KnownLane = { id: string; clusters: readonly KnownSystems["cluster"][]; clients: readonly KnownSystems["client"][] };

/** By its first system: what stands at the lane's head. */
function laneSpecOf(lane: Lane): LaneSpec {
  const { id, clusters, clients } = lane as unknown as KnownLane;
  const [first] = [...clusters, ...clients] as readonly (Cluster | Client)[];
  switch (first?.system) {
    case "rabbitmq": {
      const cluster = clusters.find(({ system }) => system === "rabbitmq");
      const mine = clients.flatMap((client) => (client.system === "rabbitmq" ? [client] : []));
      const declared = cluster?.system === "rabbitmq" ? cluster : { exchanges: [], queues: [], bindings: [], settings: {} };
      const publisher = mine.find((client) => client.publisher !== undefined)?.publisher;
      const [consumer] = mine.find(({ consumers }) => consumers !== undefined)?.consumers ?? [];
      const { exchanges, queues, bindings, settings: broker } = declared;
      const publishing = { ...publisher?.settings, exchange: publisher?.publishes[0]?.exchange ?? "" };
      return {
        id,
        system: "rabbitmq",
        settings: { nodes: 1, exchanges, queues, bindings, publisher: publishing, consumer: consumer?.settings ?? {}, broker },
      };
    }
    case "direct": {
      const caller = clients.flatMap((client) => (client.system === "direct" ? [client] : []))[0];
      return { id, system: "direct", settings: { client: { ...caller?.settings, ...caller?.calls[0]?.settings }, service: {} } };
    }
    default: {
      const cluster = clusters.find(({ system }) => system === "kafka");
      const mine = clients.flatMap((client) => (client.system === "kafka" ? [client] : []));
      const { brokers, topics, settings } = cluster?.system === "kafka" ? cluster : { brokers: 0, topics: [], settings: {} };
      return {
        id,
        system: "kafka",
        settings: {
          brokers,
          topics: topics.map(({ settings: config, ...topic }) => ({ ...topic, config })),
          producer: mine.find(({ producer }) => producer !== undefined)?.producer?.settings ?? {},
          consumer: mine.find(({ consumer }) => consumer !== undefined)?.consumer?.settings ?? {},
          broker: settings,
        },
      };
    }
  }
}
