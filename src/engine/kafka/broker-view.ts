import { itemsBetween } from "../sim/sequence.ts";
import type { BrokerState } from "./broker-state.ts";
import { OFFSETS_TOPIC } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import type { KafkaBrokerView, KafkaReplicaView } from "./views.ts";

const SHOWN_RECORDS = 32;

export function brokerView(state: BrokerState): KafkaBrokerView {
  return {
    broker: state.config.broker,
    brokerEpoch: state.brokerEpoch,
    fenced: state.fenced,
    replicas: Object.values(state.replicas)
      .filter(({ topic }) => topic !== OFFSETS_TOPIC)
      .map(replicaView),
    groups: Object.values(state.groups).map(({ name, state: groupState, generation, members }) => ({
      group: name,
      state: groupState,
      generation,
      members: members.map(({ memberId, clientId, assignment }) => ({ memberId, clientId, partitions: assignment })),
      committed: Object.entries(state.offsets[name] ?? {}).map(([partition, { offset }]) => ({ partition, offset })),
    })),
  };
}

function replicaView(replica: Replica): KafkaReplicaView {
  const { topic, partition, role, state, log, highWatermark } = replica;
  return {
    topic,
    partition,
    role,
    replicas: state.replicas,
    isr: state.isr,
    elr: state.elr,
    leader: state.leader,
    leaderEpoch: state.leaderEpoch,
    logStartOffset: log.base,
    logEndOffset: log.length,
    highWatermark,
    records: itemsBetween(log, log.length - SHOWN_RECORDS, log.length).map(({ offset, message }) => ({ offset, message })),
  };
}
