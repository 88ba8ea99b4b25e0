import { latencyAt, shareFor, valueOfSeries } from "../../engine/delivery/meters.ts";
import type { ServiceSpec } from "../../engine/delivery/services.ts";
import type { LaneSpec } from "../../engine/scenario.ts";
import type { LaneDigest, WhyQuestion } from "../../worker/protocol.ts";
import { WarningIcon } from "../controls/icons.tsx";
import { durationText } from "../parts/duration-text.ts";
import type { SettingChip } from "../parts/system-drawing.ts";
import { useLaneNow } from "../settings/settings-here.ts";
import { FINDINGS, type Finding, findingOf } from "../state/findings.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { labelOf } from "../state/messages.ts";
import { useShownUs } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { askWhy } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";
import { Term } from "../terms/Term.tsx";
import { newestAbsent } from "../why/absent.ts";
import { questionOfAnomaly } from "../why/questions.ts";
import { WhyNot } from "../why/WhyNot.tsx";
import { Caption } from "./Caption.tsx";
import { LaneDrawing } from "./LaneDrawing.tsx";
import { SYSTEM_DRAWINGS } from "./systems.ts";

/** One system under the shared workload: title and settings, verdicts up to the shown instant, the drawing, a caption. */
export function Lane({ lane, alone }: { lane: number; alone: boolean }) {
  const spec = useLaneNow(lane);
  const name = useLaneNames()[lane];
  const services = useRun(({ run }) => run.scenario.services);
  if (spec === undefined) return null;
  return (
    <section className={`lane lane-${spec.system}`} data-lane={lane} aria-label={`${name.full} lane`} data-system={spec.system}>
      <header className="lane-header">
        <h2>
          {name.title}
          {name.detail !== "" && <small translate="no">, {name.detail}</small>}
        </h2>
        <ul className="setting-chips" aria-label="Settings that matter here">
          {chipsOf(spec, services).map(({ name, shown }) => (
            <li key={name} translate="no">
              <button type="button" className="term" data-tip={`${spec.system} ${name}`}>
                {shown}
              </button>
            </li>
          ))}
        </ul>
        <Verdicts lane={lane} />
      </header>
      <LaneDrawing lane={lane} alone={alone} />
      <Caption lane={lane} figure={lane + 1} />
    </section>
  );
}

function chipsOf({ system, settings }: LaneSpec, services: readonly ServiceSpec[]): SettingChip[] {
  return SYSTEM_DRAWINGS[system].chips(settings as never, services);
}

const LABELS: Readonly<Record<Finding, string>> = { lost: "Lost", duplicated: "Duplicated", late: "Out of order", failed: "Failed" };

export function Verdicts({ lane }: { lane: number }) {
  const at = useShownUs(100_000);
  const digest = useWorld((world) => world.digests[lane]);
  return (
    <ul className="verdict-chips" aria-label="Verdicts so far">
      {FINDINGS.map((finding) => (
        <VerdictChip key={finding} digest={digest} finding={finding} at={at} />
      ))}
      <li className="figure-chip">
        <b>{digest === undefined ? 0 : valueOfSeries(digest.waiting, at)}</b> <Term id="waiting">Waiting</Term>
      </li>
      <LatencyChip digest={digest} at={at} />
    </ul>
  );
}

function VerdictChip({ digest, finding, at }: { digest: LaneDigest | undefined; finding: Finding; at: number }) {
  const label = LABELS[finding];
  const found = (digest?.anomalies ?? []).filter((anomaly) => findingOf(anomaly) === finding && anomaly.at <= at);
  const newest = found.at(-1);
  // The rows of the ledger, so that the figures of the head add up to it; a message that was processed three times is one of them.
  const rows = digest === undefined ? 0 : valueOfSeries(digest.headings[finding], at);
  const absent = useAbsent(digest, finding, at, rows);
  if (newest === undefined && rows > 0) {
    // Rows that no event made, such as what was due while its sender was down for good: there is nothing to go to, and it is no less wrong.
    return (
      <li className="figure-chip broken">
        <button type="button" className="term" data-tip={finding}>
          <WarningIcon />
          <b>{rows}</b> {label}
        </button>
      </li>
    );
  }
  if (newest === undefined || rows === 0) {
    return (
      <li className="figure-chip">
        <b>{rows}</b> <Term id={finding}>{label}</Term>
        {absent !== null && <WhyNot question={absent} before={`${rows} ${label}. `} />}
      </li>
    );
  }
  return (
    <li className="figure-chip broken">
      <button
        type="button"
        data-tip={finding}
        onClick={() => askWhy(questionOfAnomaly(newest))}
        aria-label={`${rows} ${label}. Why #${labelOf(newest.message)}?`}
      >
        <WarningIcon />
        <b>{rows}</b> {label}
      </button>
    </li>
  );
}

const LATENCY_LABELS = { median: "median latency", p90: "p90 latency", p99: "p99 latency" } as const;

/** One share of the latencies for all lanes and for the whole run, so that lanes are compared by the same; of how many messages it is. */
function LatencyChip({ digest, at }: { digest: LaneDigest | undefined; at: number }) {
  const share = useWorld((world) => shareFor(Math.max(0, ...world.digests.map(({ latency }) => latency.us.length))));
  const { of, us } = digest === undefined ? { of: 0, us: undefined } : latencyAt(digest, share, at);
  return (
    <li className="figure-chip">
      <b>{us === undefined ? "–" : durationText(us)}</b> <Term id={share}>{LATENCY_LABELS[share]}</Term>{" "}
      <span className="figure-of">of {of}</span>
    </li>
  );
}

/** What of this kind another lane has up to the instant and this one has not. */
function useAbsent(digest: LaneDigest | undefined, finding: Finding, at: number, rows: number): WhyQuestion | null {
  const digests = useWorld((world) => world.digests);
  if (digest === undefined || rows > 0) return null;
  return newestAbsent(digest.lane, digests, (anomaly) => findingOf(anomaly) === finding, at);
}
