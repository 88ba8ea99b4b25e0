import type { Application } from "./application.ts";
import type { Handler } from "./handler.ts";
import { handlerName } from "./names.ts";

/** A handler, and whose it is. */
export interface OwnedHandler {
  application: Application;
  handler: Handler;
}

/** The handler of that whole name; null when there is none. */
export function handlerNamed(applications: readonly Application[], name: string): OwnedHandler | null {
  for (const application of applications)
    for (const handler of application.handles ?? []) if (handlerName(application, handler) === name) return { application, handler };
  return null;
}
