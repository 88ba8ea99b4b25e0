import { useSize } from "../controls/use-size.ts";
import { Lane } from "../stage/Lane.tsx";
import { LaneSwitch } from "../stage/LaneSwitch.tsx";
import { canStack } from "../stage/lane-room.ts";
import { Sketch } from "../stage/Sketch.tsx";
import { useDesk } from "../state/desk.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { Bands } from "./Bands.tsx";
import { StatusLine } from "./StatusLine.tsx";

/** The lanes above each other on one clock; one at a time, with a switch, where they would be too small to read. */
export function LaneStack({ single = false }: { single?: boolean }) {
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useDesk((desk) => desk.hiddenLanes);
  const wanted = useDesk((desk) => desk.laneShown);
  const carried = useDesk((desk) => desk.carried);
  const projector = useDesk((desk) => desk.projector && !single);
  const outOfDate = useRun(({ edited }) => edited !== null);
  const ready = useWorld((world) => world.frame !== null);
  const { holder, width, height } = useSize<HTMLElement>({ width: 2000, height: 2000 });
  const visible = lanes.map((spec, lane) => ({ spec, lane })).filter(({ lane }) => single || !hidden.includes(lane));
  const stacked =
    !single &&
    canStack(
      visible.map(({ spec }) => spec.system),
      { width, height },
    );
  const shown = visible.some(({ lane }) => lane === wanted) ? wanted : (visible[0]?.lane ?? 0);
  return (
    <main
      ref={holder}
      className={`lanes${carried === null ? "" : " carrying"}${outOfDate ? " out-of-date" : ""}`}
      data-region=""
      aria-label="Lanes"
    >
      <Bands />
      {!stacked && visible.length > 1 && <LaneSwitch lanes={visible} shown={shown} />}
      {ready ? (
        visible.map(({ spec, lane }) =>
          stacked || lane === shown ? <Lane key={spec.id} lane={lane} alone={!stacked || visible.length === 1} /> : null,
        )
      ) : (
        <Sketch />
      )}
      {/* On a wall it stands in the head, so that the lanes have its room. */}
      {!projector && <StatusLine />}
    </main>
  );
}
