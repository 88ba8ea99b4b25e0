import type { Contradiction, SettingOwner, SettingValue, SettingValues } from "./delivery/settings.ts";
import { consumerContradiction } from "./kafka/consumer-config.ts";
import { producerConfig } from "./kafka/producer-config.ts";
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
