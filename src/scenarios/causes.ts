import type { Expectation, Run } from "../engine/scenario.ts";

/** What a scenario says makes its outcome. */
export interface StatedCause {
  /** "the crash" */
  what: string;
  without(run: Run): Run;
  /** The stated outcomes that are gone without it. */
  gone(expectation: Expectation): boolean;
}

const withoutScript = (run: Run): Run => ({ ...run, script: [] });

/** By the scenario's id. */
export const CAUSES: Readonly<Record<string, StatedCause>> = {
  "friday-rush": {
    what: "the crash",
    without: withoutScript,
    gone: (expectation) => "outcome" in expectation || ("checker" in expectation && expectation.checker === "C6"),
  },
  "idempotent-effect": {
    what: "the database that remembers",
    without: (run) => ({ ...run, scenario: { ...run.scenario, database: { idempotent: false } } }),
    gone: () => true,
  },
  "receiver-offline": {
    what: "the kitchen's absence",
    without: withoutScript,
    gone: (expectation) => expectation.lane === "direct",
  },
  "failure-isolation": {
    what: "the printer's death",
    without: withoutScript,
    gone: (expectation) => "outcome" in expectation && expectation.outcome !== "once",
  },
  "order-by-key": {
    what: "the second consumer",
    without: (run) => ({
      ...run,
      scenario: { ...run.scenario, services: run.scenario.services.map((service) => ({ ...service, consumers: 1 })) },
    }),
    gone: (expectation) => "verdict" in expectation && expectation.verdict === "broken",
  },
  latency: {
    what: "the way over the network",
    without: (run) => ({ ...run, scenario: { ...run.scenario, network: { latency: { kind: "constant", ms: 0 } } } }),
    gone: (expectation) => "quickerThan" in expectation && expectation.lane === "direct",
  },
};
