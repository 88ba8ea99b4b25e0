/** Whom a setting belongs to; the inspector shows it there. */
export type SettingOwner = "producer" | "consumer" | "broker" | "topic" | "queue" | "exchange" | "client" | "service" | "database";
export type SettingValue = number | string | boolean;

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

/** Values that the system does not take together, or that do not do what they seem to. */
export interface Contradiction {
  /** What cannot happen: `The producer cannot start`. */
  cannot: string;
  /** Why, in the words of the system where it says something. */
  error: string;
  /** The nearest value with which it could. */
  fix: { owner: SettingOwner; name: string; value: SettingValue };
}

export type SettingValues = Readonly<Record<string, SettingValue>>;

/** The values in force: the defaults, overlaid by what was chosen. Unknown names are kept out by the decoder of runs. */
export function settingsInForce(infos: readonly SettingInfo[], owner: SettingOwner, chosen: SettingValues): Record<string, SettingValue> {
  const values: Record<string, SettingValue> = {};
  for (const info of infos) if (info.owner === owner) values[info.name] = chosen[info.name] ?? info.default;
  return values;
}
