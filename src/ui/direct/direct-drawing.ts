import type { DirectClientView, DirectServiceView } from "../../engine/direct/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { workWords } from "../parts/condition.ts";
import { plainChip, type SystemDrawing, type WordedPart } from "../parts/system-drawing.ts";
import { ClientFace } from "./ClientFace.tsx";
import { layoutDirect } from "./direct-layout.ts";
import { layoutDirectPhone } from "./direct-phone-layout.ts";
import { ServiceFace } from "./ServiceFace.tsx";

/** A lane of direct calls: callers, and the services that they know by name. */
export const DIRECT_DRAWING: SystemDrawing<"direct"> = {
  layout: layoutDirect,
  upright: layoutDirectPhone,
  faces: { "direct-client": ClientFace, "direct-service": ServiceFace },
  chips: ({ client }) => [plainChip("timeout.ms", client["timeout.ms"] ?? 2000), plainChip("retries", client["retries"] ?? 2)],
  factsOf: directFacts,
};

function directFacts(_part: WordedPart, { role, view }: FrameProcess): string | undefined {
  switch (role) {
    case "direct service": {
      const { queue, worker } = view as DirectServiceView;
      return `service, ${queue.length} calls wait, ${workWords(worker)}`;
    }
    case "direct client": {
      const { sent, succeeded, failed } = view as DirectClientView;
      return `caller, ${sent} sent, ${succeeded} answered, ${failed} failed`;
    }
  }
}
