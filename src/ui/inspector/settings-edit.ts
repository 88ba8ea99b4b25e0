import type { SettingInfo, SettingOwner, SettingValue, SettingValues } from "../../engine/delivery/settings.ts";
import type { LaneSpec, Run } from "../../engine/scenario.ts";
import { systemFacts } from "../../engine/system-facts.ts";
import { checkRun } from "../../scenarios/check.ts";
import { toast } from "../state/desk.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { addCommand, changeRun, freshId, useRun } from "../state/run.ts";

/** Which settings belong to a part, by its role. */
export function ownersOf(role: string): SettingOwner[] {
  if (/kafka producer|rabbitmq publisher/.test(role)) return ["producer"];
  if (/consumer/.test(role)) return ["consumer"];
  if (/kafka broker/.test(role)) return ["broker", "topic"];
  if (/rabbitmq node/.test(role)) return ["broker"];
  if (/direct client/.test(role)) return ["client"];
  return [];
}

export function settingsFor(spec: LaneSpec, owner: SettingOwner): readonly SettingInfo[] {
  return systemFacts[spec.system].settings.filter((info) => info.owner === owner);
}

/** What the scenario says about an owner's settings; what it leaves out has the default. */
export function chosenValues(spec: LaneSpec, owner: SettingOwner): SettingValues {
  switch (spec.system) {
    case "kafka":
      if (owner === "topic") return spec.settings.topics[0]?.config ?? {};
      return owner === "producer" ? spec.settings.producer : owner === "consumer" ? spec.settings.consumer : spec.settings.broker;
    case "rabbitmq":
      return owner === "producer"
        ? (spec.settings.publisher as SettingValues)
        : owner === "consumer"
          ? spec.settings.consumer
          : spec.settings.broker;
    case "direct":
      return owner === "client" ? spec.settings.client : spec.settings.service;
  }
}

function withValue(spec: LaneSpec, owner: SettingOwner, name: string, value: SettingValue): LaneSpec {
  const change = (values: SettingValues): SettingValues => ({ ...values, [name]: value });
  switch (spec.system) {
    case "kafka": {
      const { settings } = spec;
      if (owner === "topic")
        return { ...spec, settings: { ...settings, topics: settings.topics.map((topic) => ({ ...topic, config: change(topic.config) })) } };
      const field = owner === "producer" ? "producer" : owner === "consumer" ? "consumer" : "broker";
      return { ...spec, settings: { ...settings, [field]: change(settings[field]) } };
    }
    case "rabbitmq": {
      const { settings } = spec;
      const field = owner === "producer" ? "publisher" : owner === "consumer" ? "consumer" : "broker";
      return { ...spec, settings: { ...settings, [field]: change(settings[field] as SettingValues) } };
    }
    case "direct": {
      const field = owner === "client" ? "client" : "service";
      return { ...spec, settings: { ...spec.settings, [field]: change(spec.settings[field]) } };
    }
  }
}

/** The whole run again with the new value from its start; a problem names the setting and changes nothing. */
export function setFromStart(lane: number, owner: SettingOwner, name: string, value: SettingValue): string | null {
  const { run } = useRun.getState();
  const next: Run = {
    ...run,
    scenario: { ...run.scenario, lanes: run.scenario.lanes.map((spec, i) => (i === lane ? withValue(spec, owner, name, value) : spec)) },
  };
  const [problem] = checkRun(next);
  if (problem !== undefined) return `${name} ${problem.message}`;
  changeRun(() => next);
  toast(`${name} is ${String(value)} from the start.`);
  return null;
}

/** A live setting from the shown instant on. */
export function setFromNow(lane: number, part: string, name: string, value: SettingValue): null {
  const { run } = useRun.getState();
  const atMs = Math.round(shownUs(usePlayback.getState()) / 1000);
  addCommand({
    id: freshId(run.script, "set"),
    when: { atMs },
    lanes: [run.scenario.lanes[lane].id],
    action: { do: "set", part, setting: name, value },
  });
  toast(`${name} is ${String(value)} from ${(atMs / 1000).toFixed(3)} s on.`);
  return null;
}

/** Whether the effects database of every lane is idempotent. */
export function setIdempotent(idempotent: boolean): void {
  changeRun((run) => ({ ...run, scenario: { ...run.scenario, database: { idempotent } } }));
  toast(idempotent ? "The database applies each message once." : "The database applies whatever it is asked.");
}
