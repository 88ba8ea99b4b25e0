import type { BusinessOfVersion1, LaneOfVersion1 } from "../delivery/version-1.ts";
import type { DirectClient } from "./document-types.ts";
import type { DirectSettings } from "./settings-types.ts";

/** A client called every service in turn. */
export function directFromVersion1({ client }: DirectSettings, { source, services }: BusinessOfVersion1): LaneOfVersion1 {
  const { concurrency, ...settings } = client;
  const caller: DirectClient = {
    system: "direct",
    application: source,
    settings: concurrency === undefined ? {} : { concurrency },
    calls: services.map(({ name, types }) => ({ application: name, ...(types === undefined ? {} : { types }), settings })),
  };
  return { clusters: [], clients: [caller] };
}
