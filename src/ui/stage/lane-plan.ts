import { useEffect, useMemo, useState } from "react";
import type { Run } from "../../engine/document/scenario.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { LaneLayout } from "../layout/lane-layout.ts";
import type { SystemDrawing } from "../parts/system-drawing.ts";
import { laterModule } from "../state/later-module.ts";
import { isDocumentRun, playedRun } from "../state/page-run.ts";
import { useRun } from "../state/run.ts";
import { addFaces } from "./face-nodes.tsx";
import { SYSTEM_DRAWINGS } from "./systems.ts";

/** How a lane is laid out: by its one system, or as a graph. */
export type LanePlan = Pick<SystemDrawing, "layout" | "upright">;

const NOTHING_YET: LaneLayout = { width: 400, height: 200, parts: [], lines: [], route: () => null };
const BLANK: LanePlan = { layout: () => NOTHING_YET, upright: () => NOTHING_YET };

type Graph = typeof import("../graph/index.ts");
/** What lays out graphs comes after the first picture. */
const fetchGraph = laterModule(() => import("../graph/index.ts"));
let graph: Graph | null = null;

/** The plan of a lane of the page's run; of a document, blank paper until that which lays it out has come. */
export function useLanePlan(lane: number): LanePlan {
  const system = useRun(({ run }) => run.scenario.lanes[lane]?.system ?? "kafka");
  const run = useRun((state) => state.run);
  const { document } = run.scenario;
  const [come, setCome] = useState(graph);
  useEffect(() => {
    if (document === undefined || come !== null) return;
    let wanted = true;
    fetchGraph().then(
      (found) => {
        graph = found;
        addFaces(found.GRAPH_FACES);
        if (wanted) setCome(found);
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [document, come]);
  return useMemo(() => {
    const played = playedRun(run);
    if (!isDocumentRun(played)) return SYSTEM_DRAWINGS[system];
    return come === null ? BLANK : graphPlan(come, played, lane);
  }, [run, system, come, lane]);
}

function graphPlan({ graphLayout, graphUpright }: Graph, run: Run, lane: number): LanePlan {
  // A graph has one density: asked for the same again, it is the same.
  let last: { processes: readonly FrameProcess[]; width: number; layout: LaneLayout } | null = null;
  return {
    layout(processes, width) {
      if (last?.processes !== processes || last.width !== width)
        last = { processes, width, layout: graphLayout(run, lane, processes, width) };
      return last.layout;
    },
    upright: (processes) => graphUpright(run, lane, processes),
  };
}
