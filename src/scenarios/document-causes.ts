import type { Expectation } from "../engine/document/expectation.ts";
import type { Run } from "../engine/document/scenario.ts";

/** What a scenario of version 2 says makes its outcome. */
interface StatedCause {
  /** "the crash" */
  what: string;
  without(run: Run): Run;
  /** The stated outcomes that are gone without it. */
  gone(expectation: Expectation): boolean;
}

const withoutScript = (run: Run): Run => ({ ...run, script: [] });
const twice = (expectation: Expectation) => "outcome" in expectation && expectation.outcome === "twice";

/** The first team as large as the last one, and so on. */
function reversed(run: Run): Run {
  const teams = run.scenario.applications.filter(({ emits }) => emits === undefined);
  const sizes = teams.map(({ instances }) => instances).reverse();
  const applications = run.scenario.applications.map((application) => {
    const place = teams.indexOf(application);
    return place < 0 ? application : { ...application, instances: sizes[place] };
  });
  return { ...run, scenario: { ...run.scenario, applications } };
}

/** By the scenario's id. */
export const DOCUMENT_CAUSES: Readonly<Record<string, StatedCause>> = {
  chain: { what: "the crash", without: withoutScript, gone: twice },
  "late-fifth": {
    what: "the fifth that joins",
    without: withoutScript,
    gone: (expectation) => "outcome" in expectation && expectation.at.handler === "fraud",
  },
  burst: {
    what: "the burst",
    without: (run) => ({
      ...run,
      scenario: {
        ...run.scenario,
        streams: run.scenario.streams.map((stream) =>
          stream.workload.kind === "generated"
            ? { ...stream, workload: { ...stream.workload, arrivals: { kind: "steady" as const, perSecond: 2 } } }
            : stream,
        ),
      },
    }),
    gone: (expectation) => expectation.lane === "direct",
  },
  // Of eight workers four have nothing to do: the first two teams are alike then.
  "more-hands-log": {
    what: "the sizes of the teams",
    without: reversed,
    gone: (expectation) => "quickerThan" in expectation && expectation.lane === "four",
  },
  "more-hands-queue": { what: "the sizes of the teams", without: reversed, gone: (expectation) => "quickerThan" in expectation },
  backbone: { what: "the crash", without: withoutScript, gone: (expectation) => "event" in expectation },
  bridge: { what: "the bridge's death", without: withoutScript, gone: (expectation) => twice(expectation) || "checker" in expectation },
};
