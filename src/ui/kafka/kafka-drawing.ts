import { plainChip, type SystemDrawing } from "../parts/system-drawing.ts";
import { BrokerColumnFace } from "./BrokerColumnFace.tsx";
import { BrokerFace, BrokerLogs } from "./BrokerFace.tsx";
import { GroupFace } from "./GroupFace.tsx";
import { kafkaMark } from "./kafka-facts.ts";
import { layoutKafka } from "./kafka-layout.ts";
import { layoutKafkaPhone } from "./kafka-phone-layout.ts";
import { insidePartition, kafkaFacts, kafkaPlaceWords } from "./kafka-words.ts";
import { LeaderFace } from "./LeaderFace.tsx";
import { MemberFace } from "./MemberFace.tsx";
import { ProducerFace } from "./ProducerFace.tsx";
import { RowFace } from "./RowFace.tsx";
import { StripFace } from "./StripFace.tsx";

/** A Kafka lane: a frame or a column for each broker, a row for each partition, a box for each group. */
export const KAFKA_DRAWING: SystemDrawing<"kafka"> = {
  layout: layoutKafka,
  upright: layoutKafkaPhone,
  faces: {
    "kafka-producer": ProducerFace,
    "kafka-broker": BrokerFace,
    "kafka-broker-column": BrokerColumnFace,
    "kafka-logs": BrokerLogs,
    "kafka-leader": LeaderFace,
    "kafka-row": RowFace,
    "kafka-strip": StripFace,
    "kafka-group": GroupFace,
    "kafka-member": MemberFace,
  },
  underTheLines: { "kafka-broker": -2, "kafka-broker-column": -2, "kafka-group": -1 },
  markOf: kafkaMark,
  chips: ({ producer, topics }) => [
    plainChip("acks", producer["acks"] ?? "all"),
    plainChip("min.insync.replicas", topics[0]?.config["min.insync.replicas"] ?? 1),
  ],
  factsOf: kafkaFacts,
  placeWords: kafkaPlaceWords,
  insideOf: insidePartition,
};
