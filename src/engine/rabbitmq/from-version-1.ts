import type { ServiceSpec } from "../delivery/services.ts";
import { type BusinessOfVersion1, type ChangeOfVersion1, firstOfEachName, type LaneOfVersion1 } from "../delivery/version-1.ts";
import type { Step } from "../document/reading.ts";
import type { Action } from "../document/script.ts";
import type { SettingValues } from "../document/setting.ts";
import type { RabbitmqClient, RabbitmqCluster, Topology } from "./document-types.ts";
import { DEFAULT_EXCHANGE } from "./routing.ts";
import { RABBITMQ_SETTINGS } from "./settings.ts";
import type { RabbitmqSettings } from "./settings-types.ts";

/** Settings that belong to a connection; version 1 had them with producers and consumers, each for its own. */
const OF_CONNECTION = ["connectionTimeout", "networkRecoveryInterval"];

/**
 * Producers published to the first exchange with the type as routing key, and declared it; every service consumed the queue of its name,
 * and declared it with what is bound to it.
 */
export function rabbitmqFromVersion1(settings: RabbitmqSettings, { source, services }: BusinessOfVersion1): LaneOfVersion1 {
  const exchanges = firstOfEachName(settings.exchanges);
  const queues = firstOfEachName(settings.queues);
  const { bindings } = settings;
  const cluster: RabbitmqCluster = {
    name: "rabbitmq",
    system: "rabbitmq",
    nodes: settings.nodes,
    settings: settings.broker,
    exchanges,
    queues,
    bindings,
  };
  const [first] = exchanges;
  const { own, connection } = split(settings.publisher as SettingValues, []);
  const publisher: RabbitmqClient = {
    system: "rabbitmq",
    application: source,
    cluster: cluster.name,
    ...connection,
    ...(first === undefined ? {} : { declares: { exchanges: [first] } }),
    publisher: { settings: own, publishes: [{ exchange: first?.name ?? DEFAULT_EXCHANGE, routingKey: "{type}" }] },
  };
  const consumers = services.map((service): RabbitmqClient => {
    const { name, settle } = service;
    const ours = bindings.filter(({ queue }) => queue === name);
    const declares: Topology = {
      exchanges: exchanges.filter((exchange) => ours.some((binding) => binding.exchange === exchange.name)),
      queues: queues.filter((queue) => queue.name === name),
      bindings: ours,
    };
    const chosen = split(settings.consumer, ["requeue"]);
    const requeue = settings.consumer["requeue"] ?? RABBITMQ_SETTINGS.find((info) => info.name === "requeue")?.default;
    return {
      system: "rabbitmq",
      application: name,
      cluster: cluster.name,
      ...chosen.connection,
      declares,
      consumers: [{ queue: name, settings: chosen.own, settle, ...failuresOf(service, requeue !== false) }],
    };
  });
  return { clusters: [cluster], clients: [publisher, ...consumers] };
}

/** What was settled before its work is not given back: it counts as worked. */
function onFailureOf({ settle }: Pick<ServiceSpec, "settle">, requeue: boolean): readonly Step[] {
  return settle === "after" ? [{ do: requeue ? "give back" : "reject" }] : [];
}

function failuresOf(service: ServiceSpec, requeue: boolean): { onFailure?: readonly Step[] } {
  const onFailure = onFailureOf(service, requeue);
  return onFailure.length === 0 ? {} : { onFailure };
}

/** What is done about a failure is no setting any more. */
export function rabbitmqChangeFromVersion1({ at, setting, value }: ChangeOfVersion1, service: ServiceSpec | null): Action | null {
  if (setting !== "requeue") return null;
  return { do: "setOnFailure", at, client: "rabbitmq", steps: onFailureOf(service ?? { settle: "after" }, value !== false) };
}

function split(values: SettingValues, without: readonly string[]): { own: SettingValues; connection: { connection?: SettingValues } } {
  const entries = Object.entries(values).filter(([name]) => !without.includes(name));
  const connection = entries.filter(([name]) => OF_CONNECTION.includes(name));
  return {
    own: Object.fromEntries(entries.filter(([name]) => !OF_CONNECTION.includes(name))),
    connection: connection.length === 0 ? {} : { connection: Object.fromEntries(connection) },
  };
}
