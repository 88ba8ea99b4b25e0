import type { Contradiction, SettingInfo, SettingOwner, SettingValue } from "../engine/delivery/settings.ts";
import { withSetting } from "../engine/lane-settings.ts";
import type { LaneSpec } from "../engine/scenario.ts";
import { valueIn } from "../engine/setting-changes.ts";
import { systemFacts } from "../engine/system-facts.ts";
import { RUN_LIMITS } from "./limits.ts";

/** What a Kafka topic is made with. Not settings of a running cluster: they are chosen when the run begins. */
export const TOPIC_SHAPE: readonly SettingInfo[] = [
  {
    name: "partitions",
    owner: "topic",
    default: 1,
    kind: "integer",
    min: 1,
    max: RUN_LIMITS.partitions,
    help: "More partitions let more members of a group work; order holds within one only.",
    rules: ["K-BRK-04"],
    live: false,
  },
  {
    name: "replication.factor",
    owner: "topic",
    default: 1,
    kind: "integer",
    min: 1,
    max: RUN_LIMITS.brokers,
    help: "How many brokers hold a copy of each partition.",
    rules: ["K-BRK-04"],
    live: false,
  },
];

const FIELDS: Record<string, "partitions" | "replicationFactor"> = {
  partitions: "partitions",
  "replication.factor": "replicationFactor",
};

export function isShape({ name, owner }: { name: string; owner: SettingOwner }): boolean {
  return owner === "topic" && FIELDS[name] !== undefined;
}

/** Everything that an owner's panel offers, with what is fixed at the start first. */
export function offeredSettings(spec: LaneSpec, owner: SettingOwner): readonly SettingInfo[] {
  const settings = systemFacts[spec.system].settings.filter((info) => info.owner === owner);
  return owner === "topic" && spec.system === "kafka" ? [...TOPIC_SHAPE, ...settings] : settings;
}

/** A setting's value in a lane, or what its topics are made with; of several topics, the first. */
export function offeredValue(spec: LaneSpec, info: SettingInfo): SettingValue {
  if (!isShape(info) || spec.system !== "kafka") return valueIn(spec, info);
  return spec.settings.topics[0]?.[FIELDS[info.name]] ?? info.default;
}

/** The lane with another value for a setting, or with all its topics made otherwise. */
export function withOffered(spec: LaneSpec, { owner, name, value }: { owner: SettingOwner; name: string; value: SettingValue }): LaneSpec {
  if (!isShape({ owner, name }) || spec.system !== "kafka") return withSetting(spec, owner, name, value);
  const topics = spec.settings.topics.map((topic) => ({ ...topic, [FIELDS[name]]: value }));
  return { ...spec, settings: { ...spec.settings, topics } };
}

/** A topic that the cluster could not hold. */
export function shapeContradiction(spec: LaneSpec): Contradiction | undefined {
  if (spec.system !== "kafka") return undefined;
  const { brokers, topics } = spec.settings;
  const topic = topics.find(({ replicationFactor }) => replicationFactor > brokers);
  if (topic === undefined) return undefined;
  return {
    cannot: `${topic.name} cannot be created`,
    error: `replication.factor is ${topic.replicationFactor}, but there are ${brokers} brokers`,
    fix: { owner: "topic", name: "replication.factor", value: brokers },
  };
}
