import { placeOf, type Wire } from "../document/wires.ts";
import type { KafkaAct, KafkaClient } from "./document-types.ts";

const topicOf = (cluster: string, name: string) => placeOf(cluster, "topic", name);

export function kafkaWiresOf({ application, cluster, producer, consumer }: KafkaClient): Wire[] {
  const wires: Wire[] = (producer?.publishes ?? []).map(({ topic, types }, i) => ({
    kind: "publishes",
    says: "publishes to topic",
    path: `producer.publishes[${i}]`,
    application,
    place: topicOf(cluster, topic),
    ...(types === undefined ? {} : { types }),
  }));
  if (consumer === undefined) return wires;
  const { topics, group, handlers, onFailure = [] } = consumer;
  topics.forEach((topic, i) => {
    const place = topicOf(cluster, topic);
    const path = `consumer.topics[${i}]`;
    wires.push({
      kind: "reads",
      says: "reads topic",
      path,
      application,
      place,
      reader: group,
      ...(handlers === undefined ? {} : { handlers }),
    });
    onFailure.forEach((step, n) => {
      if (step.do !== "publish" || typeof step.to["topic"] !== "string") return;
      const to = topicOf(cluster, step.to["topic"]);
      wires.push({ kind: "moves", says: "on failure goes to topic", path: `consumer.onFailure[${n}]`, from: place, to });
    });
  });
  return wires;
}

/** Topics that the script makes need no wire: who publishes and reads has said so. */
export function wiresMadeByKafka(_act: KafkaAct, _cluster: string): Wire[] {
  return [];
}
