import type { Application } from "../../engine/document/application.ts";
import { clientName, handlerName } from "../../engine/document/names.ts";
import { processesOfLane } from "../../engine/document/processes.ts";
import type { Run } from "../../engine/document/scenario.ts";
import type { SystemTable } from "../../engine/document/system-table.ts";
import type { FieldError } from "../field-error.ts";

/** The rules of names: what must be unique, and where. */
export function checkNames(run: Run, tables: readonly SystemTable[]): FieldError[] {
  const { scenario, script } = run;
  const { streams, applications, databases, lanes } = scenario;
  return [
    ...unique("scenario.streams", ".name", streams, ({ name }) => name),
    ...unique("scenario.applications", ".name", applications, ({ name }) => name),
    ...unique("scenario.databases", ".name", databases, ({ name }) => name),
    ...unique("scenario.lanes", ".id", lanes, ({ id }) => id),
    ...unique("script", ".id", script, ({ id }) => id),
    ...applications.flatMap((application, i) => checkHandlerNames(application, `scenario.applications[${i}]`)),
    ...checkWholeNames(applications),
    ...lanes.flatMap(({ clusters, clients, hosts = [] }, i) => [
      ...unique(`scenario.lanes[${i}].clusters`, ".name", clusters, ({ name }) => name),
      ...unique(`scenario.lanes[${i}].clients`, ".name", clients, (client) => `${client.application}'s client ${clientName(client)}`),
      ...unique(`scenario.lanes[${i}].hosts`, ".name", hosts, ({ name }) => name),
      ...checkParts(hosts, `scenario.lanes[${i}].hosts`),
    ]),
    ...checkProcesses(run, tables),
  ];
}

function unique<T>(path: string, field: string, items: readonly T[], nameOf: (item: T) => string): FieldError[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const name = nameOf(item);
    if (seen.has(name)) return [{ path: `${path}[${index}]${field}`, message: `"${name}" is used twice` }];
    seen.add(name);
    return [];
  });
}

function checkHandlerNames({ handles = [] }: Application, path: string): FieldError[] {
  const named = handles.flatMap((handler, i) => (handler.name === undefined ? [] : [{ name: handler.name, i }]));
  const twice = named.filter(({ name }, at) => named.findIndex((other) => other.name === name) < at);
  return [
    ...twice.map(({ name, i }) => ({ path: `${path}.handles[${i}].name`, message: `"${name}" is used twice` })),
    ...(handles.length < 2 ? [] : handles).flatMap((handler, i) =>
      handler.name === undefined
        ? [{ path: `${path}.handles[${i}].name`, message: "must be given where an application has several handlers" }]
        : [],
    ),
  ];
}

/** Destinations are called by them: `a.b` may not be both an application and a handler of another. */
function checkWholeNames(applications: readonly Application[]): FieldError[] {
  const seen = new Map<string, string>();
  return applications.flatMap((application, i) =>
    (application.handles ?? []).flatMap((handler, n): FieldError[] => {
      const name = handlerName(application, handler);
      const other = seen.get(name);
      seen.set(name, application.name);
      if (other === undefined || other === application.name) return [];
      return [{ path: `scenario.applications[${i}].handles[${n}].name`, message: `a handler of ${other} is called "${name}" as well` }];
    }),
  );
}

function checkParts(hosts: readonly { name: string; parts: readonly string[] }[], path: string): FieldError[] {
  const seen = new Map<string, string>();
  return hosts.flatMap(({ name, parts }, i) =>
    parts.flatMap((part, n): FieldError[] => {
      const other = seen.get(part);
      seen.set(part, name);
      return other === undefined ? [] : [{ path: `${path}[${i}].parts[${n}]`, message: `${part} runs on ${other} already` }];
    }),
  );
}

function checkProcesses(run: Run, tables: readonly SystemTable[]): FieldError[] {
  const errors = run.scenario.lanes.flatMap((lane) => {
    const seen = new Set<string>();
    return processesOfLane(run, lane, tables).flatMap(({ name, path }): FieldError[] => {
      if (seen.has(name)) return [{ path: `scenario.${path}`, message: `there is a process "${name}" in lane ${lane.id} already` }];
      seen.add(name);
      return [];
    });
  });
  return errors.filter(({ path }, i) => errors.findIndex((other) => other.path === path) === i);
}
