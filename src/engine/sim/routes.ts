import type { AnyContext, AnyLibrary } from "./library.ts";
import type { AnyProcessDefinition, Message } from "./process.ts";
import type { StringTable } from "./string-table.ts";

/** How messages of one type are handled by one role or library, and under which number the type stands in the history. */
export interface Route {
  readonly type: string;
  readonly text: number;
  readonly handler: (state: object, message: Message, ctx: AnyContext) => void;
}

/** The routes of one simulation, each made when its first message arrives: then the type's name enters the history. */
export class Routes {
  private readonly byRole = new Map<AnyProcessDefinition | AnyLibrary, Map<string, Route>>();

  find(definition: AnyProcessDefinition | AnyLibrary, type: string, strings: StringTable): Route {
    let routes = this.byRole.get(definition);
    if (routes === undefined) this.byRole.set(definition, (routes = new Map()));
    let route = routes.get(type);
    if (route === undefined) routes.set(type, (route = { type, text: strings.intern(type), handler: definition.on[type] }));
    return route;
  }
}
