// Kinds of events exist once their modules are loaded; conditions of commands name them.
import "../engine/delivery/events.ts";
import "../engine/kafka/events.ts";
import "../engine/rabbitmq/events.ts";
import type { FieldError } from "../document/field-error.ts";
import type { SettingInfo, SettingOwner, SettingValues } from "../engine/delivery/settings.ts";
import { contradictions, withSetting } from "../engine/lane-settings.ts";
import type { Action, Command, LaneSpec, Run, Scenario } from "../engine/scenario.ts";
import { findEventKind } from "../engine/sim/event-kinds.ts";
import { systemFacts } from "../engine/system-facts.ts";
import { RUN_LIMITS } from "./limits.ts";

/** What the shape of a run cannot say: names that must exist or be unique, settings by their own tables, how much work it would be. */
export function checkRun({ scenario, script }: Run): FieldError[] {
  return [
    ...unique("scenario.lanes", scenario.lanes, ({ id }) => id),
    ...unique("scenario.services", scenario.services, ({ name }) => name),
    ...unique("scenario.producers", scenario.producers, (name) => name),
    ...unique("script", script, ({ id }) => id),
    ...checkTape(scenario),
    ...checkAmount(scenario),
    ...scenario.lanes.flatMap((lane, index) => checkLane(lane, `scenario.lanes[${index}].settings`)),
    ...script.flatMap((command, index) => checkCommand(command, scenario, `script[${index}]`)),
    ...checkChanges(scenario, script),
  ];
}

/** Settings that are changed during the run: each must be one, and leave its part with settings that go together. */
function checkChanges({ lanes, producers }: Scenario, script: readonly Command[]): FieldError[] {
  const changed = new Map<string, LaneSpec>();
  const added = script.flatMap(({ action }) => (action.do === "addProducer" ? [action.name] : []));
  const isProducer = (part: string) => producers.includes(part) || added.includes(part);
  const errors: FieldError[] = [];
  script.forEach(({ action, lanes: only }, index) => {
    if (action.do !== "set") return;
    const meant = lanes.filter(({ id }) => only === undefined || only.includes(id));
    const problem = changeProblem(action, meant, changed, isProducer(action.part));
    if (problem !== null) errors.push({ path: `script[${index}].action.${problem.field}`, message: problem.message });
  });
  return errors;
}

function changeProblem(
  { part, setting, value }: Extract<Action, { do: "set" }>,
  lanes: readonly LaneSpec[],
  changed: Map<string, LaneSpec>,
  ofProducer: boolean,
): { field: "setting" | "value"; message: string } | null {
  let known = false;
  for (const lane of lanes) {
    const infos = systemFacts[lane.system].settings.filter(({ name }) => name === setting);
    // Producers and consumers have settings of the same name.
    const info = infos.find(({ owner }) => (owner === "producer") === ofProducer) ?? infos[0];
    if (info === undefined) continue;
    known = true;
    const wrong = settingProblem(info, value);
    if (wrong !== null) return { field: "value", message: `${setting} ${wrong}` };
    const key = `${lane.id}/${part}`;
    const next = withSetting(changed.get(key) ?? lane, info.owner, setting, value);
    const [contradiction] = contradictions(next);
    if (contradiction !== undefined) return { field: "value", message: contradiction.error };
    changed.set(key, next);
  }
  return known ? null : { field: "setting", message: `no lane of this command has a setting "${setting}"` };
}

function unique<T>(path: string, items: readonly T[], nameOf: (item: T) => string): FieldError[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const name = nameOf(item);
    if (seen.has(name)) return [{ path: `${path}[${index}]`, message: `"${name}" is used twice` }];
    seen.add(name);
    return [];
  });
}

function checkTape({ tape, services }: Scenario): FieldError[] {
  if (services.some(({ table }) => table === tape)) return [];
  return [{ path: "scenario.tape", message: `no service writes to a table "${tape}"` }];
}

function checkAmount({ workload }: Scenario): FieldError[] {
  if (workload.kind === "list") return [];
  const { arrivals, fromMs, untilMs } = workload;
  if (untilMs < fromMs) return [{ path: "scenario.workload.untilMs", message: "must not be before fromMs" }];
  const fastest =
    arrivals.kind === "ramp"
      ? Math.max(arrivals.fromPerSecond, arrivals.toPerSecond)
      : arrivals.kind === "burst"
        ? Math.max(arrivals.perSecond, arrivals.burstPerSecond)
        : arrivals.perSecond;
  const spanMs = arrivals.kind === "burst" ? Math.max(0, arrivals.burstToMs - arrivals.burstFromMs) : untilMs - fromMs;
  const most = arrivals.kind === "burst" ? (arrivals.perSecond * (untilMs - fromMs) + fastest * spanMs) / 1000 : (fastest * spanMs) / 1000;
  if (most <= RUN_LIMITS.messages) return [];
  return [
    { path: "scenario.workload.arrivals", message: `would make about ${Math.round(most)} messages; the limit is ${RUN_LIMITS.messages}` },
  ];
}

/** Which owner's settings stand in which field of a lane. */
function settingFields(lane: LaneSpec): [path: string, owner: SettingOwner, values: SettingValues][] {
  switch (lane.system) {
    case "kafka":
      return [
        ["producer", "producer", lane.settings.producer],
        ["consumer", "consumer", lane.settings.consumer],
        ["broker", "broker", lane.settings.broker],
        ...lane.settings.topics.map(({ config }, i): [string, SettingOwner, SettingValues] => [`topics[${i}].config`, "topic", config]),
      ];
    case "rabbitmq":
      return [
        ["publisher", "producer", lane.settings.publisher as SettingValues],
        ["consumer", "consumer", lane.settings.consumer],
        ["broker", "broker", lane.settings.broker],
        ...lane.settings.queues.map((queue, i): [string, SettingOwner, SettingValues] => [
          `queues[${i}].arguments`,
          "queue",
          queue.arguments,
        ]),
      ];
    case "direct":
      return [
        ["client", "client", lane.settings.client],
        ["service", "service", lane.settings.service],
      ];
  }
}

function checkLane(lane: LaneSpec, path: string): FieldError[] {
  const infos = systemFacts[lane.system].settings;
  const errors: FieldError[] = [];
  for (const [field, owner, values] of settingFields(lane)) {
    for (const [name, value] of Object.entries(values)) {
      const info = infos.find((candidate) => candidate.owner === owner && candidate.name === name);
      const message = info === undefined ? `${lane.system} has no ${owner} setting "${name}" here` : settingProblem(info, value);
      if (message !== null) errors.push({ path: `${path}.${field}["${name}"]`, message });
    }
  }
  errors.push(...contradictions(lane).map(({ error, fix }) => ({ path: `${path}.${fix.owner}["${fix.name}"]`, message: error })));
  if (lane.system === "kafka") errors.push(...checkKafka(lane.settings, path));
  if (lane.system === "rabbitmq") errors.push(...checkRabbitmq(lane.settings, path));
  return errors;
}

/** Why a value will not do for a setting, or null. Also used by the inspector while a person types. */
export function settingProblem(info: SettingInfo, value: unknown): string | null {
  if (info.kind === "boolean") return typeof value === "boolean" ? null : "must be true or false";
  if (info.kind === "choice") {
    const choices = info.choices ?? [];
    return choices.some((choice) => choice === value) ? null : `must be one of ${choices.join(", ")}`;
  }
  if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
  if (info.min !== undefined && value < info.min) return `must be at least ${info.min}`;
  if (info.max !== undefined && value > info.max) return `must be at most ${info.max}`;
  return null;
}

function checkKafka(settings: Extract<LaneSpec, { system: "kafka" }>["settings"], path: string): FieldError[] {
  return settings.topics.flatMap((topic, index) => {
    if (topic.replicationFactor <= settings.brokers) return [];
    const message = `topic ${topic.name} wants ${topic.replicationFactor} replicas, but there are ${settings.brokers} brokers`;
    return [{ path: `${path}.topics[${index}].replicationFactor`, message }];
  });
}

function checkRabbitmq(settings: Extract<LaneSpec, { system: "rabbitmq" }>["settings"], path: string): FieldError[] {
  return settings.bindings.flatMap(({ exchange, queue }, index) => {
    const at = `${path}.bindings[${index}]`;
    const errors: FieldError[] = [];
    if (!settings.exchanges.some(({ name }) => name === exchange))
      errors.push({ path: `${at}.exchange`, message: `no exchange is named "${exchange}"` });
    if (!settings.queues.some(({ name }) => name === queue)) errors.push({ path: `${at}.queue`, message: `no queue is named "${queue}"` });
    return errors;
  });
}

function checkCommand({ when, lanes, action }: Command, scenario: Scenario, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if ("after" in when && findEventKind(when.after) === undefined) {
    errors.push({ path: `${path}.when.after`, message: `no kind of event is named "${when.after}"` });
  }
  if ("part" in action && typeof action.part !== "string" && !("after" in when)) {
    errors.push({ path: `${path}.action.part`, message: "there is no event whose part it could be: the command comes at a time" });
  }
  for (const lane of lanes ?? []) {
    if (!scenario.lanes.some(({ id }) => id === lane)) errors.push({ path: `${path}.lanes`, message: `there is no lane "${lane}"` });
  }
  if (action.do === "addConsumer" && !scenario.services.some(({ name }) => name === action.service)) {
    errors.push({ path: `${path}.action.service`, message: `there is no service "${action.service}"` });
  }
  return errors;
}
