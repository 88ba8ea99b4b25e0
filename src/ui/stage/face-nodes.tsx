import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import type { ReactNode } from "react";
import { ClientFace } from "../direct/ClientFace.tsx";
import { ServiceFace } from "../direct/ServiceFace.tsx";
import { BrokerColumnFace } from "../kafka/BrokerColumnFace.tsx";
import { BrokerFace, BrokerLogs } from "../kafka/BrokerFace.tsx";
import { GroupFace } from "../kafka/GroupFace.tsx";
import { LeaderFace } from "../kafka/LeaderFace.tsx";
import { MemberFace } from "../kafka/MemberFace.tsx";
import { ProducerFace } from "../kafka/ProducerFace.tsx";
import { RowFace } from "../kafka/RowFace.tsx";
import { StripFace } from "../kafka/StripFace.tsx";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { Tape } from "../parts/Tape.tsx";
import { ConsumerFace } from "../rabbitmq/ConsumerFace.tsx";
import { BindingFace, ExchangeFace } from "../rabbitmq/ExchangeFace.tsx";
import { NodeFace } from "../rabbitmq/NodeFace.tsx";
import { PublisherFace } from "../rabbitmq/PublisherFace.tsx";
import { QueueFace } from "../rabbitmq/QueueFace.tsx";

/** What React Flow knows of a face: where it stands and its id. Everything else the face asks the world for. */
export type FaceNode = Node<{ part: PlacedPart }, "face">;

const FACES: Record<string, (props: { part: PlacedPart }) => ReactNode> = {
  "kafka-producer": ProducerFace,
  "kafka-broker": BrokerFace,
  "kafka-broker-column": BrokerColumnFace,
  "kafka-logs": BrokerLogs,
  "kafka-leader": LeaderFace,
  "kafka-row": RowFace,
  "kafka-group": GroupFace,
  "kafka-member": MemberFace,
  "rabbitmq-publisher": PublisherFace,
  "rabbitmq-node": NodeFace,
  "rabbitmq-consumer": ConsumerFace,
  exchange: ExchangeFace,
  binding: BindingFace,
  queue: QueueFace,
  "direct-client": ClientFace,
  "direct-service": ServiceFace,
  tape: ({ part }) => <Tape process={part.process} width={part.width} height={part.height} />,
  "tape-narrow": ({ part }) => <Tape process={part.process} width={part.width} height={part.height} narrow />,
  "kafka-strip": StripFace,
  boundary: ({ part }) => (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className="chain" width={part.width} height={part.height} />
    </svg>
  ),
};

/** The face of a part by itself. */
export function FaceDrawing({ part }: { part: PlacedPart }) {
  const Drawing = FACES[part.face];
  return <Drawing part={part} />;
}

function Face({ data: { part } }: NodeProps<FaceNode>) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="no-handle" />
      <FaceDrawing part={part} />
      <Handle type="source" position={Position.Right} isConnectable={false} className="no-handle" />
    </>
  );
}

export const NODE_TYPES = { face: Face };
