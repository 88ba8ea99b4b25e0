import type { LaneChange } from "../delivery/lane-change.ts";
import type { SettingOwner, SettingValues } from "../delivery/settings.ts";
import type { SettingsAt, SystemSays } from "../delivery/system-parts.ts";
import type { Client, Lane } from "../document/lane.ts";
import type { DirectClient } from "./document-types.ts";
import { DIRECT_SETTINGS } from "./settings.ts";

/** What a lane says of direct calls, and how it would say otherwise. */
export const directSays: SystemSays = { infos: DIRECT_SETTINGS, settings: settingsOf, everywhere, otherwise, place: () => null };

const isDirect = (client: Client): client is DirectClient => client.system === "direct";

/** The caller's own, and those of its call to one application: the first, when nobody says which. */
function settingsOf({ clients }: Lane, owner: SettingOwner, { application, toward }: SettingsAt): SettingValues | null {
  if (owner !== "client") return null;
  const mine = clients.filter(isDirect).find((client) => client.application === application);
  if (mine === undefined) return null;
  const call = mine.calls.find((one) => one.application === toward) ?? mine.calls[0];
  return { ...mine.settings, ...call?.settings };
}

function everywhere({ clients }: Lane, owner: SettingOwner): SettingValues[] {
  if (owner !== "client") return [];
  return clients.filter(isDirect).flatMap(({ settings, calls }) => calls.map((call) => ({ ...settings, ...call.settings })));
}

function otherwise(lane: Lane, change: LaneChange): Lane | null {
  if (change.what !== "setting" || change.owner !== "client" || !lane.clients.some(isDirect)) return null;
  return {
    ...lane,
    clients: lane.clients.map((client: Client) => (isDirect(client) ? withSetting(client, change.name, change.value) : client)),
  };
}

/** How many calls it has under way at a time is the caller's own setting; all others are those of each call. */
export function withSetting(client: DirectClient, name: string, value: string | number | boolean): DirectClient {
  if (name === "concurrency") return { ...client, settings: { ...client.settings, [name]: value } };
  return { ...client, calls: client.calls.map((call) => ({ ...call, settings: { ...call.settings, [name]: value } })) };
}
