import type { Application } from "../engine/document/application.ts";
import type { Handler } from "../engine/document/handler.ts";
import type { Client, Lane } from "../engine/document/lane.ts";
import type { Run } from "../engine/document/scenario.ts";
import type { Command } from "../engine/document/script.ts";

/** A document without what the engine does not run yet; what remains of it is as random as it was. */
export function runnable({ scenario, seed, script }: Run): Run {
  const { links: _, ...network } = scenario.network;
  const applications = scenario.applications.map(plainApplication);
  const plain = script.filter(isPlain);
  return {
    scenario: {
      ...scenario,
      network,
      applications,
      durationMs: Math.min(scenario.durationMs, 20_000),
      untilRest: false,
      lanes: scenario.lanes.map(plainLane),
      script: plain,
      expect: [],
    },
    seed,
    script: plain,
  };
}

function plainApplication({ emits, handles, ...application }: Application): Application {
  return {
    ...application,
    ...(emits === undefined ? {} : { emits: { stream: emits.stream } }),
    ...(handles === undefined ? {} : { handles: handles.map((handler) => plainHandler(handler)) }),
  };
}

function plainHandler({ types, effect, emits, throws, serviceTime, name, effectAt }: Handler): Handler {
  return {
    ...(name === undefined ? {} : { name }),
    ...(types === undefined ? {} : { types }),
    ...(effectAt === undefined ? {} : { effectAt }),
    serviceTime,
    ...(effect === undefined ? {} : { effect }),
    ...(emits === undefined ? {} : { emits: emits.map(({ awaits: _, ...output }) => output) }),
    ...(throws === undefined ? {} : { throws }),
  };
}

function plainLane(lane: Lane): Lane {
  const clients = lane.clients.filter(({ system }) => system !== "outbox").map((client) => without(client) as Client);
  // No two applications read as one: the first of them keeps the queue or the group.
  const owners = new Map<string, string>();
  const isOwn = (client: Client): boolean => {
    const { application, system, cluster, consumer, consumers } = client as Client & Partial<Record<string, unknown>> & Readers;
    const readers = [...(consumer === undefined ? [] : [consumer.group]), ...(consumers ?? []).map(({ queue }) => queue)];
    const keys = readers.map((reader) => `${system} ${cluster} ${reader}`);
    if (keys.some((key) => (owners.get(key) ?? application) !== application)) return false;
    for (const key of keys) owners.set(key, application);
    return true;
  };
  return { ...lane, clients: clients.filter(isOwn) };
}

interface Readers {
  cluster?: string;
  consumer?: { group: string };
  consumers?: readonly { queue: string }[];
}

/** Fields that the engine does not know, wherever they stand in a client. */
function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(isObject(item) && item.do === "publish")).map(without);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (["with", "transactional", "replies", "vhost", "notBeforeMs", "position", "failuresCounted"].includes(name)) return [];
    if (name === "onFailure" && (without(inner) as unknown[]).length === 0) return [];
    return [[name, without(inner)]];
  });
  return Object.fromEntries(kept);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isPlain({ action }: Command): boolean {
  if (action.do === "addClient" || action.do === "removeClient" || action.do === "operate") return false;
  if (action.do === "setOnFailure") return action.steps.every((step) => step.do !== "publish");
  return !("at" in action && "has" in action.at);
}
