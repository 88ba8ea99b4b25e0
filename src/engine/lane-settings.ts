import type { Contradiction, SettingOwner, SettingValue, SettingValues } from "./delivery/settings.ts";
import { settingsInForce } from "./delivery/settings.ts";
import { consumerContradiction } from "./kafka/consumer-config.ts";
import { producerConfig } from "./kafka/producer-config.ts";
import { KAFKA_SETTINGS } from "./kafka/settings.ts";
import type { LaneSpec } from "./scenario.ts";

/** What a lane says about an owner's settings; what it leaves out has the default. */
export function settingValues(spec: LaneSpec, owner: SettingOwner): SettingValues {
  switch (spec.system) {
    case "kafka":
      if (owner === "topic") return spec.settings.topics[0]?.config ?? {};
      return owner === "producer" ? spec.settings.producer : owner === "consumer" ? spec.settings.consumer : spec.settings.broker;
    case "rabbitmq":
      return owner === "producer"
        ? (spec.settings.publisher as SettingValues)
        : owner === "consumer"
          ? spec.settings.consumer
          : spec.settings.broker;
    case "direct":
      return owner === "client" ? spec.settings.client : spec.settings.service;
  }
}

/** The lane with another value for an owner's setting. */
export function withSetting(spec: LaneSpec, owner: SettingOwner, name: string, value: SettingValue): LaneSpec {
  const change = (values: SettingValues): SettingValues => ({ ...values, [name]: value });
  switch (spec.system) {
    case "kafka": {
      const { settings } = spec;
      if (owner === "topic")
        return { ...spec, settings: { ...settings, topics: settings.topics.map((topic) => ({ ...topic, config: change(topic.config) })) } };
      const field = owner === "producer" ? "producer" : owner === "consumer" ? "consumer" : "broker";
      return { ...spec, settings: { ...settings, [field]: change(settings[field]) } };
    }
    case "rabbitmq": {
      const { settings } = spec;
      const field = owner === "producer" ? "publisher" : owner === "consumer" ? "consumer" : "broker";
      return { ...spec, settings: { ...settings, [field]: change(settings[field] as SettingValues) } };
    }
    case "direct": {
      const field = owner === "client" ? "client" : "service";
      return { ...spec, settings: { ...spec.settings, [field]: change(spec.settings[field]) } };
    }
  }
}

/** Settings of a lane that exclude each other, in the words of the client that would refuse to start with them. */
export function contradictions(spec: LaneSpec): Contradiction[] {
  if (spec.system !== "kafka") return [];
  const producer = producerConfig(spec.settings.producer);
  const consumer = consumerContradiction(spec.settings.consumer);
  return ["error" in producer ? producer : null, consumer].filter((found) => found !== null);
}

/** Settings of a lane that every part takes and that together do not do what they seem to: the run goes on, without what it is there for. */
export function warnings(spec: LaneSpec): Contradiction[] {
  if (spec.system !== "kafka") return [];
  return [...tooManyReplicas(spec), ...sessionOutOfBounds(spec)];
}

/** K-BRK-04: more in-sync replicas than there are replicas cannot be asked for; a leader takes it as all of them, so none may be missing. */
function tooManyReplicas({ settings }: Extract<LaneSpec, { system: "kafka" }>): Contradiction[] {
  const { acks } = settingsInForce(KAFKA_SETTINGS, "producer", settings.producer);
  if (acks !== "all") return [];
  return settings.topics.flatMap(({ name, config, replicationFactor }): Contradiction[] => {
    const wanted = settingsInForce(KAFKA_SETTINGS, "topic", config)["min.insync.replicas"] as number;
    if (wanted <= replicationFactor) return [];
    const replicas = replicationFactor === 1 ? "1 replica" : `${replicationFactor} replicas`;
    return [
      {
        cannot: `${name} cannot spare a broker`,
        error: `min.insync.replicas is ${wanted}, but the topic has ${replicas}: while one is out of sync, no write with acks=all is accepted`,
        fix: { owner: "topic", name: "min.insync.replicas", value: Math.max(1, replicationFactor - 1) },
      },
    ];
  });
}

/** K-GRP-08: the coordinator refuses a member whose session.timeout.ms is not within the brokers' bounds. */
function sessionOutOfBounds({ settings }: Extract<LaneSpec, { system: "kafka" }>): Contradiction[] {
  const session = settingsInForce(KAFKA_SETTINGS, "consumer", settings.consumer)["session.timeout.ms"] as number;
  const broker = settingsInForce(KAFKA_SETTINGS, "broker", settings.broker);
  const [least, most] = [broker["group.min.session.timeout.ms"] as number, broker["group.max.session.timeout.ms"] as number];
  if (session >= least && session <= most) return [];
  const bound = session < least ? `group.min.session.timeout.ms, ${least}` : `group.max.session.timeout.ms, ${most}`;
  return [
    {
      cannot: "Consumers cannot join their groups",
      error: `session.timeout.ms is ${session}, ${session < least ? "below" : "above"} the brokers' ${bound}`,
      fix: { owner: "consumer", name: "session.timeout.ms", value: session < least ? least : most },
    },
  ];
}
