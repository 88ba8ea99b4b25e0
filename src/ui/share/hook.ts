import { durationOf } from "../../engine/scenario.ts";
import { runOf } from "../../scenarios/index.ts";
import { connectSimulation } from "../../worker/client.ts";
import { scenarioNamed } from "../state/catalogue.ts";
import { playedRun } from "../state/page-run.ts";
import { pause, seek, shownUs, usePlayback } from "../state/playback.ts";
import { useWorld } from "../state/world.ts";
import { useOrigin } from "./origin.ts";

/** For tests and the console: a scenario's fingerprint in a worker of its own, and the playhead. */
export interface QueuescopeHook {
  fingerprint(scenario: string, seed?: number): Promise<string>;
  seekMs(ms: number): void;
  /** `done`: what the address asked for is open and recorded. The instant on the screen, and the one that is to be there; microseconds. */
  world(): { events: number; fingerprint: string; done: boolean; shownAt: number; askedAt: number };
}

declare global {
  interface Window {
    __queuescope: QueuescopeHook;
  }
}

export function installHook(): void {
  window.__queuescope = {
    async fingerprint(id, seed) {
      const scenario = await scenarioNamed(id);
      if (scenario === undefined) throw new Error(`there is no scenario ${id}`);
      const run = runOf(scenario, seed);
      return await new Promise((done, fail) => {
        const client = connectSimulation(
          (response) => {
            if (response.type === "failed") fail(new Error(response.message));
            if (response.type !== "recorded" || !response.done || response.untilUs < durationOf(run)) return;
            client.close();
            done(response.fingerprint);
          },
          (message) => fail(new Error(message)),
        );
        client.post({ type: "record", take: 1, run: playedRun(run) });
      });
    },
    seekMs(ms) {
      pause();
      seek(ms * 1000);
    },
    world() {
      const { events, fingerprint, done, frame } = useWorld.getState();
      const askedAt = shownUs(usePlayback.getState());
      return { events, fingerprint, done: done && useOrigin.getState().opening === 0, shownAt: frame?.at ?? -1, askedAt };
    },
  };
}
