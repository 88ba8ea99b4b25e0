import type { Anomaly, AnomalyKind } from "../../worker/protocol.ts";

/** What a lane's head counts of what went wrong, in the order of its plates. `skipped` is a loss that a reader's own rule made. */
export const FINDINGS = ["lost", "duplicated", "late", "failed"] as const;
export type Finding = (typeof FINDINGS)[number];

const COUNTED_AS: Partial<Record<AnomalyKind, Finding>> = {
  lost: "lost",
  skipped: "lost",
  duplicated: "duplicated",
  late: "late",
  failed: "failed",
};

/** Under what an anomaly is counted; undefined for what is no finding: a lawful removal, what only waits. */
export function findingOf({ kind }: Pick<Anomaly, "kind">): Finding | undefined {
  return COUNTED_AS[kind];
}

/** In running words: "2 out of order". */
export const FINDING_WORDS: Readonly<Record<Finding, string>> = {
  lost: "lost",
  duplicated: "duplicated",
  late: "out of order",
  failed: "failed",
};
