// Kinds of events exist once their modules are loaded; conditions of commands name them. Those of a system come with its table.
import "../../engine/delivery/events.ts";
import type { Run, Scenario } from "../../engine/document/scenario.ts";
import type { Command, Hit, Target } from "../../engine/document/script.ts";
import type { DocumentSetting, SystemTable } from "../../engine/document/system-table.ts";
import { findEventKind } from "../../engine/sim/event-kinds.ts";
import type { FieldError } from "../field-error.ts";
import { checkClient, checkMessage, isHandler } from "./references.ts";

type Wrong = (path: string, message: string) => void;

/** What a script names, and what a scenario expects. Parts may be missing: a lane may not have them, or not any more. */
export function checkScript({ scenario, script }: Run, tables: readonly SystemTable[]): FieldError[] {
  const errors: FieldError[] = [];
  script.forEach((command, i) => {
    const wrong: Wrong = (path, message) => errors.push({ path: `script[${i}].${path}`, message });
    checkWhen(command, scenario, wrong);
    checkAction(command, scenario, tables, wrong, (more) =>
      errors.push(...more.map((error) => ({ ...error, path: `script[${i}].${error.path}` }))),
    );
  });
  scenario.expect.forEach((expected, i) => {
    const wrong: Wrong = (path, message) => errors.push({ path: `scenario.expect[${i}].${path}`, message });
    const lane = laneNamed(expected.lane, scenario);
    if (lane === undefined) wrong("lane", `there is no lane "${expected.lane}"`);
    if ("quickerThan" in expected && laneNamed(expected.quickerThan, scenario) === undefined)
      wrong("quickerThan", `there is no lane "${expected.quickerThan}"`);
    if ("event" in expected && findEventKind(expected.event) === undefined) wrong("event", `no kind of event is named "${expected.event}"`);
    const { at } = expected;
    if (at !== undefined && "handler" in at && !isHandler(at.handler, scenario)) wrong("at.handler", `there is no handler "${at.handler}"`);
    if (at !== undefined && "place" in at && lane?.clusters.every(({ name }) => name !== at.cluster))
      wrong("at.cluster", `there is no cluster "${at.cluster}" in lane ${lane.id}`);
    if ("message" in expected && expected.message !== undefined)
      errors.push(...checkMessage(expected.message, scenario, `scenario.expect[${i}].message`));
  });
  return errors;
}

const laneNamed = (id: string, { lanes }: Scenario) => lanes.find((lane) => lane.id === id);

/** Lanes that a command is for. */
function meant({ lanes: only }: Command, { lanes }: Scenario) {
  return lanes.filter(({ id }) => only === undefined || only.includes(id));
}

function checkWhen(command: Command, scenario: Scenario, wrong: Wrong): void {
  const { when, lanes = [] } = command;
  lanes.forEach((lane, i) => {
    if (laneNamed(lane, scenario) === undefined) wrong(`lanes[${i}]`, `there is no lane "${lane}"`);
  });
  if ("atMs" in when) return;
  const { after, by, message } = when;
  if (findEventKind(after) === undefined) wrong("when.after", `no kind of event is named "${after}"`);
  if (by !== undefined && "application" in by) applicationExists(by.application, scenario, "when.by.application", wrong);
  if (by !== undefined && "place" in by) clusterExists(by.cluster, command, scenario, "when.by.cluster", wrong);
  if (message !== undefined) for (const { path, message: text } of checkMessage(message, scenario, "when.message")) wrong(path, text);
}

function applicationExists(name: string, { applications }: Scenario, path: string, wrong: Wrong): void {
  if (!applications.some((application) => application.name === name)) wrong(path, `there is no application "${name}"`);
}

function clusterExists(name: string, command: Command, scenario: Scenario, path: string, wrong: Wrong): void {
  if (!meant(command, scenario).some(({ clusters }) => clusters.some((cluster) => cluster.name === name)))
    wrong(path, `no lane of this command has a cluster "${name}"`);
}

function checkAction(
  command: Command,
  scenario: Scenario,
  tables: readonly SystemTable[],
  wrong: Wrong,
  add: (errors: FieldError[]) => void,
): void {
  const { action, when } = command;
  const target = (at: Hit, path: string) => checkTarget(at, scenario, path, wrong);
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "freeze":
    case "stop":
      if ("of" in action.at && "atMs" in when) wrong("action.at", "there is no event whose part it could be: the command comes at a time");
      return target(action.at, "action.at");
    case "restart":
      return target(action.at, "action.at");
    case "split":
    case "slowLink":
      action.from.forEach((at, i) => target(at, `action.from[${i}]`));
      action.to.forEach((at, i) => target(at, `action.to[${i}]`));
      return;
    case "cutBefore":
      if (action.message !== undefined) add(checkMessage(action.message, scenario, "action.message"));
      return;
    case "join":
    case "removeClient":
      return applicationExists(action.application, scenario, "action.application", wrong);
    case "leave":
      return;
    case "addClient": {
      const found = meant(command, scenario).map((lane) =>
        checkClient(action.client, lane, scenario.applications, tables, "action.client"),
      );
      // It comes into every lane that has what it needs; one is enough.
      if (found.length > 0 && found.every((errors) => errors.length > 0)) add(found[0]);
      return;
    }
    case "set":
      if ("application" in action.at) applicationExists(action.at.application, scenario, "action.at.application", wrong);
      if ("cluster" in action.at) clusterExists(action.at.cluster, command, scenario, "action.at.cluster", wrong);
      return checkSetting(action, command, scenario, tables, wrong);
    case "setOnFailure":
      if ("application" in action.at) applicationExists(action.at.application, scenario, "action.at.application", wrong);
      return;
    case "operate": {
      const clusters = meant(command, scenario).flatMap((lane) => lane.clusters.filter(({ name }) => name === action.cluster));
      if (clusters.length === 0) return wrong("action.cluster", `no lane of this command has a cluster "${action.cluster}"`);
      const title = tables.find(({ name }) => name === action.system)?.title ?? action.system;
      if (clusters.every(({ system }) => system !== action.system)) wrong("action.cluster", `${action.cluster} is no ${title} cluster`);
      return;
    }
  }
}

function checkTarget(at: Hit | Target, scenario: Scenario, path: string, wrong: Wrong): void {
  if ("application" in at) applicationExists(at.application, scenario, `${path}.application`, wrong);
  if ("has" in at) for (const { path: field, message } of checkMessage(at.has, scenario, `${path}.has`)) wrong(field, message);
}

/** A setting that is changed during the run must be one of a system that the command can meet. */
function checkSetting(
  { setting, value }: { setting: string; value: unknown },
  command: Command,
  scenario: Scenario,
  tables: readonly SystemTable[],
  wrong: Wrong,
): void {
  const systems = new Set(
    meant(command, scenario).flatMap(({ clusters, clients }) => [...clusters, ...clients].map(({ system }) => system)),
  );
  const infos = tables.flatMap(({ name, settings }) => (systems.has(name) ? settings.filter((info) => info.name === setting) : []));
  if (infos.length === 0) return wrong("action.setting", `no lane of this command has a setting "${setting}"`);
  const problems = infos.map((info) => settingProblem(info, value));
  if (problems.every((problem) => problem !== null)) wrong("action.value", `${setting} ${problems[0]}`);
}

/** Why a value will not do for a setting, or null. */
export function settingProblem({ kind, choices = [], min, max }: DocumentSetting, value: unknown): string | null {
  if (kind === "boolean") return typeof value === "boolean" ? null : "must be true or false";
  if (kind === "text") return typeof value === "string" ? null : "must be text";
  if (kind === "choice") return choices.some((choice) => choice === value) ? null : `must be one of ${choices.join(", ")}`;
  if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
  if (min !== undefined && value < min) return `must be at least ${min}`;
  if (max !== undefined && value > max) return `must be at most ${max}`;
  return null;
}
