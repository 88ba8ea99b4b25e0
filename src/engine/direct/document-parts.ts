import { SENDS_ONLY } from "../delivery/application.ts";
import { type SettingValue, settingsInForce } from "../delivery/settings.ts";
import type { ClientPart, ClientScene, SettingChanged, SystemParts } from "../delivery/system-parts.ts";
import type { Client, Lane } from "../document/lane.ts";
import { clientName } from "../document/names.ts";
import { type ClientConfig, directClient } from "./client.ts";
import { directSays, withSetting } from "./document-says.ts";
import type { DirectClient } from "./document-types.ts";
import { callLimits } from "./index.ts";
import { directServer } from "./server.ts";
import { DIRECT_SETTINGS } from "./settings.ts";

/** Direct calls from a document. Who is called needs no client: it answers wherever somebody calls it. */
export const directParts: SystemParts = {
  name: "direct",
  says: directSays,
  cluster: () => [],
  client: (client, scene) => [callerOf(client as DirectClient, scene)],
  called({ lane, application: mine }) {
    const calls = lane.clients.flatMap((client: Client) => (client.system === "direct" ? (client as DirectClient).calls : []));
    if (!calls.some(({ application }) => application === mine)) return null;
    // A call that fails is answered with an error.
    const reading = { onFailure: [{ do: "reject" as const }] };
    return { library: { name: "direct", library: directServer, config: { service: mine } }, reading, sends: null, reader: mine };
  },
  change: (lane, at, setting, value) =>
    "part" in at && at.application !== null ? changed(lane, at.part, at.application, setting, value) : null,
};

function callerOf(client: DirectClient, { instancesOf }: ClientScene): ClientPart {
  const config: ClientConfig = {
    calls: client.calls.map(({ application, types, settings }) => ({
      service: application,
      ...(types === undefined ? {} : { types }),
      instances: instancesOf(application),
      ...callLimits(settingsInForce(DIRECT_SETTINGS, "client", settings)),
    })),
    concurrency: settingsInForce(DIRECT_SETTINGS, "client", client.settings)["concurrency"] as number,
  };
  return { library: { name: clientName(client), library: directClient, config }, reading: SENDS_ONLY, sends: () => 1 };
}

function changed(lane: Lane, part: string, application: string, name: string, value: SettingValue): SettingChanged | null {
  const info = DIRECT_SETTINGS.find((one) => one.owner === "client" && one.name === name);
  const isMine = (client: Client) => client.system === "direct" && client.application === application;
  if (info === undefined || !lane.clients.some(isMine)) return null;
  const clients = lane.clients.map((client: Client) => (isMine(client) ? withSetting(client as DirectClient, name, value) : client));
  return { lane: { ...lane, clients }, readers: [part], live: info.live };
}
