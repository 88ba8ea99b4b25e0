import type { QueuescopeHook } from "../src/ui/share/hook.ts";

declare global {
  interface Window {
    __queuescope: QueuescopeHook;
  }
}

/** The page's hook for tests, as the browser has it. */
export type { QueuescopeHook };
