import { useMemo } from "react";
import type { SettingInfo, SettingOwner, SettingValue } from "../../engine/delivery/settings.ts";
import { withSetting } from "../../engine/lane-settings.ts";
import type { LaneSpec } from "../../engine/scenario.ts";
import { laneSeenBy, lastChangeOf, membersOf, type SettingChange } from "../../engine/setting-changes.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { offeredValue } from "../../scenarios/topic-shape.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { type GivenCommand, useGivenCommands } from "../script/told.ts";
import { keptFor, processesIn } from "../state/lane-processes.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { editedRun, useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";

/** A change of a setting during the run, with the command that makes it and its instant in microseconds. */
export interface TimedChange extends SettingChange {
  id: string;
  at: number;
}

/** All changes of a lane's settings during the run, in their order; each at its instant in this lane. */
export function changesOf(laneId: string, lane: number, given: readonly GivenCommand[]): TimedChange[] {
  return given
    .flatMap(({ command: { id, when, lanes, action }, lanes: instants }): TimedChange[] => {
      if (action.do !== "set" || (lanes !== undefined && !lanes.includes(laneId))) return [];
      const at = "atMs" in when ? when.atMs * 1000 : (instants.find((instant) => instant.lane === lane)?.startUs ?? null);
      const { part, setting, value } = action;
      return at === null ? [] : [{ id, at, part, setting, value }];
    })
    .sort((one, other) => one.at - other.at);
}

/** Which settings belong to a part, by its role. */
export function ownersOf(role: string): SettingOwner[] {
  if (/kafka producer|rabbitmq publisher/.test(role)) return ["producer"];
  if (/consumer/.test(role)) return ["consumer"];
  if (/kafka broker/.test(role)) return ["broker", "topic"];
  if (/rabbitmq node/.test(role)) return ["broker"];
  if (/direct client/.test(role)) return ["client"];
  return [];
}

/** The parts of a lane that have an owner's settings, all alike, from the start; none where the setting is not a part's but a topic's. */
export function sharersOf(owner: SettingOwner, parts: readonly Condition[]): string[] {
  if (owner === "topic") return [];
  return parts.filter(({ role, status }) => status !== "stopped" && ownersOf(role).includes(owner)).map(({ part }) => part);
}

/** The lane with the settings in force at the shown instant, each as the first part sees it that has it. */
export function useLaneNow(lane: number): LaneSpec | undefined {
  const spec = useRun(({ run }) => run.scenario.lanes[lane]);
  const changes = useChangesSoFar(spec?.id ?? "");
  const parts = useConditions(lane);
  return useMemo(() => (spec === undefined ? undefined : laneNow(spec, parts, changes)), [spec, parts, changes]);
}

export function laneNow(spec: LaneSpec, parts: readonly Condition[], changes: readonly TimedChange[]): LaneSpec {
  return systemFacts[spec.system].settings.reduce((now, info) => {
    const first = parts.find(({ role }) => ownersOf(role).includes(info.owner));
    if (first === undefined || !changes.some(({ setting }) => setting === info.name)) return now;
    return withSetting(now, info.owner, info.name, settingsHere(spec, first.part, parts, changes).value(info));
  }, spec);
}

/** What settings are set on: one part, or a service and with it all its consumers. */
export interface SettingTarget {
  lane: number;
  /** As a command names it, without the lane. */
  part: string;
}

/** A lane's settings at the shown instant, as one part sees them. */
export interface SettingsHere {
  spec: LaneSpec;
  value(info: SettingInfo): SettingValue;
  /** Since when it has this value, and which one it had at the start; undefined when it has not changed. */
  since(info: SettingInfo): { at: number; before: SettingValue } | undefined;
  /** Parts that are started anew when the setting is changed now. */
  restarted(info: SettingInfo): string[];
}

export function useSettingsHere({ lane, part }: SettingTarget): SettingsHere | undefined {
  const spec = useRun((state) => editedRun(state).scenario.lanes[lane]);
  const changes = useChangesSoFar(spec?.id ?? "");
  const parts = useConditions(lane);
  return useMemo(() => (spec === undefined ? undefined : settingsHere(spec, part, parts, changes)), [spec, part, parts, changes]);
}

/** The changes of a lane's settings that have happened by the shown instant. */
export function useChangesSoFar(laneId: string): readonly TimedChange[] {
  const given = useGivenCommands();
  const lane = useRun(({ run }) => run.scenario.lanes.findIndex(({ id }) => id === laneId));
  const all = useMemo(() => changesOf(laneId, lane, given), [laneId, lane, given]);
  // Commands count whole milliseconds, the playhead microseconds.
  const count = usePlayback((state) => all.filter(({ at }) => at < shownUs(state) + 1000).length);
  return useMemo(() => all.slice(0, count), [all, count]);
}

/** What settings need to know of a part. */
export type Condition = Pick<FrameProcess, "part" | "status" | "role">;

const conditionOf = keptFor(({ part, status, role }: FrameProcess) => `${part}:${status}:${role}`);
const conditionsIn = keptFor((lane: readonly FrameProcess[]) => lane.map(conditionOf).join());

/** The parts of a lane with their condition; the same array until one of them comes, goes or changes it. */
export function useConditions(lane: number): readonly Condition[] {
  const text = useWorld(({ processes }) => conditionsIn(processesIn(lane, processes)));
  return useMemo(
    () =>
      text.split(",").map((entry) => {
        const [part, status, role] = entry.split(":");
        return { part, status: status as FrameProcess["status"], role };
      }),
    [text],
  );
}

export function settingsHere(
  spec: LaneSpec,
  part: string,
  processes: readonly Pick<FrameProcess, "part" | "status">[],
  changes: readonly TimedChange[],
): SettingsHere {
  const parts = processes.map((process) => process.part);
  const [first = part] = membersOf(part, parts);
  const seen = laneSeenBy(spec, first, parts, changes);
  return {
    spec: seen,
    value: (info) => offeredValue(seen, info),
    since(info) {
      const change = lastChangeOf(spec, info, first, parts, changes);
      return change === undefined ? undefined : { at: change.at, before: offeredValue(spec, info) };
    },
    restarted(info) {
      if (info.live) return [];
      const readers = membersOf(part, parts).flatMap((member) => systemFacts[spec.system].readers(info, member, parts));
      return [...new Set(readers)].filter((reader) =>
        processes.some((process) => process.part === reader && (process.status === "up" || process.status === "frozen")),
      );
    },
  };
}
