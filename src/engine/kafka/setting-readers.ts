import type { SettingInfo } from "../delivery/settings.ts";

/** Short name of the controller's process. */
export const CONTROLLER = "controller";

/** Topic settings are the cluster's; what a session of a broker is, is up to the controller. */
export function kafkaReaders({ name, owner }: SettingInfo, part: string, parts: readonly string[]): string[] {
  if (owner === "topic") return parts.filter((candidate) => candidate === CONTROLLER || candidate.startsWith("broker-"));
  return CONTROLLERS.has(name) ? [CONTROLLER] : [part];
}

/** Given with the brokers' settings, decided by the controller alone. */
const CONTROLLERS = new Set([
  "broker.session.timeout.ms",
  "unclean.leader.election.interval.ms",
  "auto.leader.rebalance.enable",
  "leader.imbalance.check.interval.seconds",
  "eligible.leader.replicas.version",
]);
