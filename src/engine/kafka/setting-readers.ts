import type { SettingInfo } from "../delivery/settings.ts";

/** Short name of the controller's process. */
export const CONTROLLER = "controller";

/** Topic settings are the cluster's; what a session of a broker is, is up to the controller. */
export function kafkaReaders({ name, owner }: SettingInfo, part: string, parts: readonly string[]): string[] {
  if (owner === "topic") return parts.filter((candidate) => candidate === CONTROLLER || candidate.startsWith("broker-"));
  return name === "broker.session.timeout.ms" ? [CONTROLLER] : [part];
}
