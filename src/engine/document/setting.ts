/** Whom a setting belongs to; the inspector shows it there. */
export type SettingOwner = "producer" | "consumer" | "broker" | "topic" | "queue" | "exchange" | "client" | "service" | "database";
export type SettingValue = number | string | boolean;
export type SettingValues = Readonly<Record<string, SettingValue>>;

/** One setting under its real name. */
export interface SettingInfo {
  readonly name: string;
  readonly owner: SettingOwner;
  /** The system's own default, before the scenario's choice. */
  readonly default: SettingValue;
  readonly kind: "integer" | "boolean" | "choice";
  readonly choices?: readonly SettingValue[];
  readonly min?: number;
  readonly max?: number;
  /** One line for a learner. */
  readonly help: string;
  /** Rule ids of the specification. */
  readonly rules: readonly string[];
  /** Whether a running part takes a new value; otherwise the part must be started anew with it. */
  readonly live: boolean;
}
