import { type ApplicationConfig, application, SENDS_ONLY } from "../delivery/application.ts";
import { databaseProcess } from "../delivery/database.ts";
import type { ServiceSpec } from "../delivery/services.ts";
import { type SettingValues, settingsInForce } from "../delivery/settings.ts";
import { DATABASE, type LaneContext, type Program, part, type Share, type SystemDefinition } from "../delivery/system.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { ProcessSpec } from "../sim/process-spec.ts";
import { fromMs } from "../sim/time.ts";
import { type CallSpec, type ClientConfig, directClient } from "./client.ts";
import { directServer } from "./server.ts";
import { DIRECT_SETTINGS } from "./settings.ts";
import type { DirectSettings } from "./settings-types.ts";

type Lane = LaneContext<DirectSettings>;

export const directSystem: SystemDefinition<DirectSettings> = {
  name: "direct",
  title: "Direct call",
  settings: DIRECT_SETTINGS,
  build: (lane) => [
    part(lane, DATABASE, { definition: databaseProcess, config: { database: lane.database, services: lane.services } }),
    ...lane.services.flatMap((service) => instancesOf(service).map((name) => calledService(lane, service, name))),
    ...lane.producers.map((name, index) => caller(lane, name, { index, of: lane.producers.length, fromUs: 0 })),
  ],
  consumer: calledService,
  producer: caller,
  readers: (_setting, part) => [part],
};

function instancesOf({ name, consumers }: ServiceSpec): string[] {
  return Array.from({ length: consumers }, (_, i) => `${name}-${i + 1}`);
}

const callerApplication = application(directClient.role);
const serviceApplication = application(directServer.role);

/** An application that is called; `database` is the name of a process. */
export function serviceProgram(service: ServiceSpec, database: string): Program {
  const config: ApplicationConfig = {
    source: null,
    handlers: [{ service, database }],
    readings: [{ onFailure: [{ do: "reject" }] }],
  };
  const libraries = [{ name: "direct", library: directServer, config: { service: service.name } }];
  return { definition: serviceApplication, config, libraries };
}

/** An application that calls for each message of its source. */
export function callerProgram(config: ClientConfig, messages: readonly BusinessMessage[], share: Share): Program {
  return {
    definition: callerApplication,
    config: { source: { messages, share, libraries: [0] }, handlers: [], readings: [SENDS_ONLY] } satisfies ApplicationConfig,
    libraries: [{ name: "direct", library: directClient, config }],
  };
}

function calledService(lane: Lane, service: ServiceSpec, name: string): ProcessSpec {
  return part(lane, name, serviceProgram(service, lane.prefix + DATABASE));
}

/** How long a call is waited for, and how often it is tried again; `values`: the settings in force, in milliseconds. */
export function callLimits(values: SettingValues): Pick<CallSpec, "timeoutUs" | "connectTimeoutUs" | "retries" | "backoffUs"> {
  return {
    timeoutUs: fromMs(values["timeout.ms"] as number),
    connectTimeoutUs: fromMs(values["connect.timeout.ms"] as number),
    retries: values["retries"] as number,
    backoffUs: fromMs(values["retry.backoff.ms"] as number),
  };
}

/** The caller knows the instances that stood when it was configured; a service added later is unknown to it, which is the point (S09). */
function caller(lane: Lane, name: string, share: Share): ProcessSpec {
  const values = settingsInForce(DIRECT_SETTINGS, "client", lane.settings.client);
  const config: ClientConfig = {
    calls: lane.services.map((spec) => ({
      service: spec.name,
      ...(spec.types === undefined ? {} : { types: spec.types }),
      instances: instancesOf(spec).map((instance) => lane.prefix + instance),
      ...callLimits(values),
    })),
    concurrency: values["concurrency"] as number,
  };
  return part(lane, name, callerProgram(config, lane.messages, share));
}
