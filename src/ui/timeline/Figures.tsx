import { valueOfSeries } from "../../engine/delivery/meters.ts";
import type { LaneDigest } from "../../worker/protocol.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { Term } from "../terms/Term.tsx";
import { RATE_WINDOW_US } from "./LaneRow.tsx";
import { countWithin } from "./scale.ts";

/** Figures at the shown instant, lane by lane, and what the two lines of a lane mean. */
export function Figures({ shown }: { shown: readonly number[] }) {
  const at = usePlayback((state) => Math.floor(shownUs(state) / 200_000) * 200_000);
  const digests = useWorld((world) => world.digests);
  const lanes = useLaneNames();
  const done = useEffectWord();
  const value = (lane: number, pick: (digest: LaneDigest) => string | number) => (digests[lane] === undefined ? "–" : pick(digests[lane]));
  const rate = (instants: readonly number[]) => (countWithin(instants, at, RATE_WINDOW_US) / (RATE_WINDOW_US / 1e6)).toFixed(2);
  const rows: [string, (digest: LaneDigest) => string | number][] = [
    ["Waiting", ({ waiting }) => valueOfSeries(waiting, at)],
    ["Sent per s", ({ sent }) => rate(sent.at)],
    [`${capital(done)} per s`, ({ effects }) => rate(effects.at)],
    [`${capital(done)} twice`, ({ headings }) => valueOfSeries(headings.duplicated, at)],
    ["Failed", ({ headings }) => valueOfSeries(headings.failed, at)],
  ];
  return (
    <div className="figures">
      <table>
        <thead>
          <tr>
            <td />
            {shown.map((lane) => (
              <th key={lane} scope="col">
                {lanes[lane]?.short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, pick]) => (
            <tr key={label}>
              <th scope="row">{label === "Waiting" ? <Term id="waiting">{label}</Term> : label}</th>
              {shown.map((lane) => (
                <td key={lane}>{value(lane, pick)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="figures-legend" aria-hidden="true">
        <span className="key-line" /> waiting <span className="key-line key-line-rate" /> {done} per s
      </p>
    </div>
  );
}

/** "charged": what an effect on the tape's table is called. */
export function useEffectWord(): string {
  return useRun(({ run }) => run.scenario.services.find(({ table }) => table === run.scenario.tape)?.done ?? "processed");
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
