import { databaseProcess } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import { settingsInForce } from "../delivery/settings.ts";
import { DATABASE, type LaneContext, type Share, type SystemDefinition } from "../delivery/system.ts";
import type { AnyProcessDefinition, ProcessSpec } from "../sim/process.ts";
import { fromMs } from "../sim/time.ts";
import { type ClientConfig, clientProcess } from "./client.ts";
import { serviceProcess } from "./service.ts";
import { DIRECT_SETTINGS } from "./settings.ts";
import type { DirectSettings } from "./settings-types.ts";

type Lane = LaneContext<DirectSettings>;

export const directSystem: SystemDefinition<DirectSettings> = {
  name: "direct",
  title: "Direct call",
  settings: DIRECT_SETTINGS,
  build: (lane) => [
    part(lane, DATABASE, databaseProcess, { database: lane.database, services: lane.services }),
    ...lane.services.flatMap((service) => instancesOf(service).map((name) => directService(lane, service, name))),
    ...lane.producers.map((name, index) => directClient(lane, name, { index, of: lane.producers.length, fromUs: 0 })),
  ],
  consumer: directService,
  producer: directClient,
  readers: (_setting, part) => [part],
};

function instancesOf({ name, consumers }: ServiceSpec): string[] {
  return Array.from({ length: consumers }, (_, i) => `${name}-${i + 1}`);
}

function directService(lane: Lane, service: ServiceSpec, name: string): ProcessSpec {
  return part(lane, name, serviceProcess, { service, database: lane.prefix + DATABASE });
}

/** The caller knows the instances that stood when it was configured; a service added later is unknown to it, which is the point (S09). */
function directClient(lane: Lane, name: string, share: Share): ProcessSpec {
  const values = settingsInForce(DIRECT_SETTINGS, "client", lane.settings.client);
  const config: ClientConfig = {
    services: lane.services.map((spec) => ({ spec, instances: instancesOf(spec).map((instance) => lane.prefix + instance) })),
    timeoutUs: fromMs(values["timeout.ms"] as number),
    connectTimeoutUs: fromMs(values["connect.timeout.ms"] as number),
    retries: values["retries"] as number,
    backoffUs: fromMs(values["retry.backoff.ms"] as number),
    concurrency: values["concurrency"] as number,
    messages: lane.messages,
    share,
  };
  return part(lane, name, clientProcess, config);
}

function part(lane: Lane, name: string, definition: AnyProcessDefinition, config: object): ProcessSpec {
  return { name: lane.prefix + name, address: name, lane: lane.lane, definition, config };
}
