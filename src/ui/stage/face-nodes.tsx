import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import type { PlacedPart } from "../layout/lane-layout.ts";
import type { Face, Faces } from "../parts/system-drawing.ts";
import { Tape } from "../parts/Tape.tsx";
import { DRAWINGS } from "./systems.ts";

/** What React Flow knows of a face: where it stands and its id. Everything else the face asks the world for. */
export type FaceNode = Node<{ part: PlacedPart }, "face">;

/** By name; those of lanes as graphs come with what lays them out. */
const FACES: Record<string, Face> = {
  tape: ({ part }) => <Tape process={part.process} width={part.width} height={part.height} />,
  "tape-narrow": ({ part }) => <Tape process={part.process} width={part.width} height={part.height} narrow />,
  boundary: ({ part }) => (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <rect className="chain" width={part.width} height={part.height} />
    </svg>
  ),
  ...Object.assign({}, ...DRAWINGS.map(({ faces }) => faces)),
};

/** Faces that were no part of the first load. */
export function addFaces(faces: Faces): void {
  Object.assign(FACES, faces);
}

/** Frames that lines run over; everything else lies over the lines. */
export const UNDER_THE_LINES: Readonly<Record<string, number>> = {
  boundary: -3,
  "graph-topic": -2,
  "graph-frame": -1,
  ...Object.assign({}, ...DRAWINGS.map(({ underTheLines }) => underTheLines)),
};

/** The face of a part by itself. */
export function FaceDrawing({ part }: { part: PlacedPart }) {
  const Drawing = FACES[part.face];
  return <Drawing part={part} />;
}

function FaceOnPaper({ data: { part } }: NodeProps<FaceNode>) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="no-handle" />
      <FaceDrawing part={part} />
      <Handle type="source" position={Position.Right} isConnectable={false} className="no-handle" />
    </>
  );
}

export const NODE_TYPES = { face: FaceOnPaper };
