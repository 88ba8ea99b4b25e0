import type { Application } from "./application.ts";
import type { Handler } from "./handler.ts";
import type { Client } from "./lane.ts";
import type { LaneView } from "./system-table.ts";

/** Instances of an application when the run begins. */
export function instancesOf({ name, instances }: Pick<Application, "name" | "instances">): string[] {
  return typeof instances === "number" ? Array.from({ length: instances }, (_, i) => `${name}-${i + 1}`) : [...instances];
}

/** A handler's whole name: the application's when it is its only one and has none, else `application.name`. The destination of its messages. */
export function handlerName({ name, handles = [] }: Pick<Application, "name" | "handles">, handler: Pick<Handler, "name">): string {
  return handler.name === undefined || (handles.length === 1 && handler.name === name) ? name : `${name}.${handler.name}`;
}

/** An output's whole name: `payment:paid`; the second of one type of a handler is `payment:paid#2`. */
export function outputName(handler: string, type: string, nth: number): string {
  return nth === 1 ? `${handler}:${type}` : `${handler}:${type}#${nth}`;
}

/** A client's name among those of its application. */
export function clientName({ name, system }: Client): string {
  return name ?? system;
}

/** Whether a process is an instance of the application, now or once it has joined. */
export function instanceOf(part: string, application: string, { instances, script }: Pick<LaneView, "instances" | "script">): boolean {
  if (instances.get(application)?.includes(part)) return true;
  return script.some(({ action }) => action.do === "join" && action.application === application && action.instance === part);
}

/** A handler's name within its application, by which readings choose it. */
export function ownName({ name }: Pick<Application, "name">, handler: Pick<Handler, "name">): string {
  return handler.name ?? name;
}
