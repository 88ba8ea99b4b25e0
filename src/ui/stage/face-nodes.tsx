import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import type { ReactNode } from "react";
import { ClientFace, ServiceFace } from "../direct/faces.tsx";
import { BrokerFace, GroupFace, MemberFace, ProducerFace, RowFace, StripFace } from "../kafka/faces.tsx";
import { Tape } from "../parts/Tape.tsx";
import { BindingFace, ConsumerFace, ExchangeFace, NodeFace, PublisherFace, QueueFace } from "../rabbitmq/faces.tsx";
import { Balloons } from "./Balloons.tsx";
import type { PlacedPart } from "./lane-layout.ts";

/** What React Flow knows of a face: where it stands and its id. Everything else the face asks the world for. */
export type FaceNode = Node<{ part: PlacedPart }, "face">;

const FACES: Record<string, (props: { part: PlacedPart }) => ReactNode> = {
  "kafka-producer": ProducerFace,
  "kafka-broker": BrokerFace,
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
  tape: ({ part }) => <Tape process={part.process} width={part.width} />,
  "tape-narrow": ({ part }) => <Tape process={part.process} width={part.width} narrow />,
  "kafka-strip": StripFace,
  boundary: ({ part }) => (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className="chain" width={part.width} height={part.height} />
    </svg>
  ),
};

function Face({ data: { part } }: NodeProps<FaceNode>) {
  const Drawing = FACES[part.face];
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="no-handle" />
      <Drawing part={part} />
      <Balloons part={part} />
      <Handle type="source" position={Position.Right} isConnectable={false} className="no-handle" />
    </>
  );
}

export const NODE_TYPES = { face: Face };
