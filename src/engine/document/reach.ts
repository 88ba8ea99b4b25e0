import type { Application } from "./application.ts";
import type { Handler } from "./handler.ts";
import { handlerName, ownName } from "./names.ts";
import type { Moving, Place, Publishing, Reading, Recording, Wire } from "./wires.ts";

/** The wires of a lane by where they begin. */
export interface WireIndex {
  readonly publishing: ReadonlyMap<string, readonly Publishing[]>;
  readonly recording: readonly Recording[];
  readonly moving: ReadonlyMap<Place, readonly Moving[]>;
  readonly reading: ReadonlyMap<Place, readonly Reading[]>;
}

export function indexWires(wires: readonly Wire[]): WireIndex {
  const of = <K extends Wire["kind"]>(kind: K) => wires.filter((wire): wire is Extract<Wire, { kind: K }> => wire.kind === kind);
  return {
    publishing: groupBy(of("publishes"), ({ application }) => application),
    recording: of("records"),
    moving: groupBy(of("moves"), ({ from }) => from),
    reading: groupBy(of("reads"), ({ place }) => place),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Which handlers can get a message of a type that an application hands over, by the wires of a lane: over places, bindings, dead letters and
 * failures, and over whoever passes the message itself on. By names alone, so it may be more than ever get one, and never fewer.
 */
export function receivers(wires: WireIndex, applications: readonly Application[], origin: string, type: string): Set<string> {
  const reached = new Set<string>();
  const visited = new Set<Place>();
  const open: Place[] = [];
  const visit = (place: Place) => {
    if (visited.has(place)) return;
    visited.add(place);
    open.push(place);
  };
  const publish = (application: string) => {
    for (const { types, place } of wires.publishing.get(application) ?? []) if (takes(types, type)) visit(place);
  };
  const handle = (application: Application, handler: Handler) => {
    const name = handlerName(application, handler);
    if (reached.has(name)) return;
    reached.add(name);
    if (handler.passesOn === true) publish(application.name);
    for (const { handlers, place } of wires.recording) if (handlers.includes(name)) visit(place);
  };
  publish(origin);
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const { to } of wires.moving.get(place) ?? []) visit(to);
    for (const { application: name, handlers } of wires.reading.get(place) ?? []) {
      const application = applications.find((candidate) => candidate.name === name);
      for (const handler of application?.handles ?? [])
        if (application !== undefined && takes(handlers, ownName(application, handler)) && takes(handler.types, type))
          handle(application, handler);
    }
  }
  return reached;
}

/** Left out, a choice takes everything. */
export function takes(choice: readonly string[] | undefined, name: string): boolean {
  return choice === undefined || choice.includes(name);
}
