import fc from "fast-check";
import { expect, test } from "vitest";
import { WorkBegun, WorkDone, WorkFailed } from "../engine/delivery/events.ts";
import { handlerName } from "../engine/document/names.ts";
import type { Run } from "../engine/document/scenario.ts";
import { DocumentRun } from "../engine/lanes/run-document.ts";
import { MachineLost, ProcessCrashed, ProcessStopped } from "../engine/sim/event-kinds.ts";
import { SYSTEM_TABLES } from "../engine/system-tables.ts";
import { SYSTEM_PARTS } from "../engine/systems.ts";
import { checkRun } from "./check.ts";
import { randomDocument } from "./random-document.test-util.ts";
import { runnable } from "./runnable.test-util.ts";

const SYSTEMS = { tables: SYSTEM_TABLES, parts: SYSTEM_PARTS };
const MOST_EVENTS = 20_000;

/** Random documents whose instances have work for three workers. */
function busy({ scenario, ...run }: Run): Run {
  const applications = scenario.applications.map(({ handles, ...application }) =>
    handles === undefined
      ? application
      : {
          ...application,
          workers: 3,
          handles: handles.map((handler) => ({ ...handler, serviceTime: { kind: "constant", ms: 1500 } as const })),
        },
  );
  return { ...run, scenario: { ...scenario, applications } };
}

test("a run of a document that is taken up from a snapshot ends as it would have", () => {
  let taken = 0;
  fc.assert(
    fc.property(randomDocument(SYSTEM_TABLES), fc.integer({ min: 5, max: 95 }), (random, percent) => {
      const document = busy(runnable(random));
      fc.pre(checkRun(document, SYSTEM_TABLES).length === 0);
      const ready = new DocumentRun(document, SYSTEMS);
      const endUs = document.scenario.durationMs * 1000;
      const straight = ready.start();
      straight.runUntil(endUs, MOST_EVENTS);
      const first = ready.start();
      first.runUntil(endUs, Math.floor((straight.handled * percent) / 100));
      const { history } = first;
      const snapshot = first.snapshot();
      const goOn = (simulation: typeof first) => simulation.runUntil(endUs, straight.handled - simulation.handled);
      goOn(first);
      const again = snapshot.restore(history.resumeAt(snapshot.marks, false));
      goOn(again);
      for (const one of [first, again]) expect(one.history.fingerprint()).toBe(straight.history.fingerprint());
      taken++;
    }),
    { numRuns: 40 },
  );
  expect(taken).toBeGreaterThan(20);
});

test("no instance works on more messages at a time than it has workers, nor a handler on what is not for it", () => {
  let together = 0;
  fc.assert(
    fc.property(randomDocument(SYSTEM_TABLES), (random) => {
      const document = busy(runnable(random));
      fc.pre(checkRun(document, SYSTEM_TABLES).length === 0);
      const ready = new DocumentRun(document, SYSTEMS);
      const simulation = ready.start();
      simulation.runUntil(document.scenario.durationMs * 1000, MOST_EVENTS);
      const { history } = simulation;
      const typesOf = new Map(
        document.scenario.applications.flatMap((application) =>
          (application.handles ?? []).map((handler) => [handlerName(application, handler), handler.types] as const),
        ),
      );
      const atWork = new Map<number, number>();
      for (let id = 0; id < history.length; id++) {
        const process = history.process(id);
        const now = atWork.get(process) ?? 0;
        switch (history.kind(id)) {
          case WorkBegun: {
            const types = typesOf.get(history.strings.text(history.a(id)));
            if (types !== undefined) expect(types).toContain(ready.messages.message(history.message(id))?.type);
            expect(now).toBeLessThan(3);
            if (now > 0) together++;
            atWork.set(process, now + 1);
            break;
          }
          case WorkDone:
          case WorkFailed:
            atWork.set(process, now - 1);
            break;
          case ProcessCrashed:
          case MachineLost:
          case ProcessStopped:
            atWork.delete(process);
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(together).toBeGreaterThan(3);
});
