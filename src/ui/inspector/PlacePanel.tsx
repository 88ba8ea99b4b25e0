import type { KafkaConsumerView } from "../../engine/kafka/views.ts";
import type { RabbitmqConsumerView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type SelectedFace, selectPart } from "../state/desk.ts";
import { leaderProcess } from "./kafka-cluster.ts";
import { NowTable } from "./NowTable.tsx";
import { PanelHead } from "./PanelHead.tsx";
import { PartFaults } from "./PartFaults.tsx";
import { exchangeRows, groupRows, partitionRows, queueRows, serviceOf } from "./place-rows.ts";
import { SettingsTable } from "./SettingsTable.tsx";
import { useLaneProcesses } from "./use-lane-processes.ts";

/** A place that several parts share: a partition, a group, a queue, an exchange. */
export function PlacePanel({ face: { lane, face, label } }: { face: SelectedFace }) {
  const processes = useLaneProcesses(lane);
  const close = () => selectPart(null);
  const props = { lane, name: label, processes };
  switch (face) {
    case "kafka-row":
    case "kafka-strip":
      return (
        <article className="inspector" aria-label={label}>
          <PanelHead title={label} kind="Kafka partition" onClose={close} />
          <Partition {...props} />
        </article>
      );
    case "kafka-group":
      return (
        <article className="inspector" aria-label={label}>
          <PanelHead title={label} kind="Kafka consumer group" onClose={close} />
          <Group {...props} />
        </article>
      );
    case "queue":
      return (
        <article className="inspector" aria-label={label}>
          <PanelHead title={label} kind="RabbitMQ queue" onClose={close} />
          <Queue {...props} />
        </article>
      );
    default:
      return (
        <article className="inspector" aria-label={label}>
          <PanelHead title={label} kind="RabbitMQ exchange" onClose={close} />
          <NowTable rows={exchangeRows(processes, label)} />
          <NodeFaults processes={processes} />
        </article>
      );
  }
}

interface PlaceProps {
  lane: number;
  name: string;
  processes: readonly FrameProcess[];
}

function Partition({ lane, name, processes }: PlaceProps) {
  const leader = leaderProcess(processes, name);
  const broker = leader ?? processes.find(({ role }) => role === "kafka broker");
  return (
    <>
      {broker !== undefined && <SettingsTable owner="topic" heading="Topic settings" target={{ lane, part: broker.part }} />}
      <NowTable rows={partitionRows(processes, name)} />
      {leader !== undefined && <PartFaults process={leader} of={`its leader, ${leader.part}`} />}
    </>
  );
}

function Group({ lane, name, processes }: PlaceProps) {
  const members = processes.filter(
    ({ role, left, view }) => role === "kafka consumer" && !left && (view as KafkaConsumerView | undefined)?.group === name,
  );
  const service = serviceOf(members);
  return (
    <>
      {service !== undefined && <SettingsTable owner="consumer" heading="All its members" target={{ lane, part: service }} />}
      <NowTable rows={groupRows(processes, name)} />
      <Members members={members} />
    </>
  );
}

function Queue({ lane, name, processes }: PlaceProps) {
  const consumers = processes.filter(
    ({ role, left, view }) => role === "rabbitmq consumer" && !left && (view as RabbitmqConsumerView | undefined)?.queue === name,
  );
  const service = serviceOf(consumers);
  return (
    <>
      {service !== undefined && <SettingsTable owner="consumer" heading="All its consumers" target={{ lane, part: service }} />}
      <NowTable rows={queueRows(processes, name)} />
      <Members members={consumers} />
      <NodeFaults processes={processes} />
    </>
  );
}

function NodeFaults({ processes }: { processes: readonly FrameProcess[] }) {
  const node = processes.find(({ role }) => role === "rabbitmq node");
  return node === undefined ? null : <PartFaults process={node} of={`its node, ${node.part}`} />;
}

/** Ways to the parts that work here. */
function Members({ members }: { members: readonly FrameProcess[] }) {
  if (members.length === 0) return null;
  return (
    <>
      <h3>Consumers</h3>
      <div className="card-actions">
        {members.map(({ name, part }) => (
          <button key={name} type="button" className="outlined" onClick={() => selectPart(name)}>
            {part}
          </button>
        ))}
      </div>
    </>
  );
}
