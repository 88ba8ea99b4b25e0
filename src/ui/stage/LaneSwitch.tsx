import { valueOfSeries } from "../../engine/delivery/meters.ts";
import type { LaneSpec } from "../../engine/scenario.ts";
import type { LaneDigest } from "../../worker/protocol.ts";
import { useDesk } from "../state/desk.ts";
import { FINDING_WORDS, FINDINGS } from "../state/findings.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { useShownUs } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";

/** Which lane is on the screen where there is room for one; each with what was found in it so far. */
export function LaneSwitch({ lanes, shown }: { lanes: readonly { spec: LaneSpec; lane: number }[]; shown: number }) {
  const names = useLaneNames();
  const digests = useWorld((world) => world.digests);
  // In the same steps as the lane's head, so that both say the same.
  const at = useShownUs(100_000);
  return (
    <nav className="lane-switch" aria-label="Lane">
      {lanes.map(({ spec, lane }) => {
        const found = findingsText(digests[lane], at);
        return (
          <button
            key={spec.id}
            type="button"
            aria-pressed={lane === shown}
            aria-label={names[lane].detail === "" ? undefined : `${names[lane].brief}, ${names[lane].detail}: ${found ?? "nothing wrong"}`}
            onClick={() => useDesk.setState({ laneShown: lane, laneChosen: true })}
          >
            {names[lane].brief}
            <small className={found === null ? "" : "wrong"}>{found ?? "nothing wrong"}</small>
          </button>
        );
      })}
    </nav>
  );
}

/** "1 duplicated, 2 out of order" up to an instant in microseconds, or null. */
function findingsText(digest: LaneDigest | undefined, at: number): string | null {
  const counts = FINDINGS.flatMap((finding) => {
    const count = digest === undefined ? 0 : valueOfSeries(digest.headings[finding], at);
    return count === 0 ? [] : [`${count} ${FINDING_WORDS[finding]}`];
  });
  return counts.length === 0 ? null : counts.join(", ");
}
