import { Fragment, useMemo } from "react";
import type { Contradiction } from "../../engine/delivery/settings.ts";
import { warnings } from "../../engine/lane-settings.ts";
import type { LaneSpec } from "../../engine/scenario.ts";
import { lastChangeOf } from "../../engine/setting-changes.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { later } from "../controls/later.tsx";
import { WayOutCard } from "../controls/WayOutCard.tsx";
import { mendSetting } from "../settings/settings-edit.ts";
import { settingsHere, type TimedChange, useChangesSoFar, useConditions } from "../settings/settings-here.ts";
import { showSetting } from "../settings/show-setting.ts";
import { useDesk } from "../state/desk.ts";
import { useLaneNames } from "../state/lane-names.ts";
import { useRun } from "../state/run.ts";

/** Brings the rules of routing along. */
const UnroutedWarning = later(() => import("./UnroutedWarning.tsx").then(({ UnroutedWarning: component }) => component));

/** For each drawn lane: settings in force that do not do what they seem to, each with its way out. */
export function LaneWarnings() {
  const lanes = useLaneNames();
  const hidden = useDesk((desk) => desk.hiddenLanes);
  return lanes.map((name, lane) =>
    hidden.includes(lane) ? null : (
      <Fragment key={name.full}>
        <WarningOf lane={lane} title={name.full} />
        <UnroutedWarning lane={lane} title={name.full} />
      </Fragment>
    ),
  );
}

function WarningOf({ lane, title }: { lane: number; title: string }) {
  const spec = useRun(({ run }) => run.scenario.lanes[lane]);
  const changes = useChangesSoFar(spec?.id ?? "");
  const parts = useConditions(lane);
  const found = useMemo(() => (spec === undefined ? null : firstWarning(spec, parts, changes)), [spec, parts, changes]);
  if (found === null) return null;
  const { warning, command } = found;
  const { cannot, error, fix } = warning;
  return (
    <WayOutCard title={`${title}: ${cannot}`} why={`${error}.`} heading="h2">
      <button type="button" className="solid" onClick={() => mendSetting(lane, fix, command)}>
        Set it to {String(fix.value)}
      </button>
      <button type="button" onClick={() => showSetting(lane, fix.owner, fix.name)}>
        Show the setting
      </button>
    </WayOutCard>
  );
}

/** The first that some part of the lane has, and the command of the script that decided the setting which would mend it. */
function firstWarning(
  spec: LaneSpec,
  parts: Parameters<typeof settingsHere>[2],
  changes: readonly TimedChange[],
): { warning: Contradiction; command: string | undefined } | null {
  const names = parts.map(({ part }) => part);
  const asked = changes.length === 0 ? names.slice(0, 1) : names;
  for (const part of asked) {
    const [warning] = warnings(settingsHere(spec, part, parts, changes).spec);
    if (warning === undefined) continue;
    const info = systemFacts[spec.system].settings.find(({ name }) => name === warning.fix.name);
    return { warning, command: info === undefined ? undefined : lastChangeOf(spec, info, part, names, changes)?.id };
  }
  return null;
}
