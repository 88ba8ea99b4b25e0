import { useMemo } from "react";
import type { FrameProcess } from "../../worker/protocol.ts";
import { useWorld } from "../state/world.ts";

/** All processes of a lane at the shown instant. */
export function useLaneProcesses(lane: number): readonly FrameProcess[] {
  const processes = useWorld((world) => world.processes);
  return useMemo(() => processes.filter((process) => process.lane === lane), [processes, lane]);
}
