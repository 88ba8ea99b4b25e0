import type { Anomaly, LaneDigest, LedgerRow, WhyKind, WhyQuestion } from "../../worker/protocol.ts";
import { questionOfAnomaly, questionOfRow } from "./questions.ts";

/** What of one lane is worth asking another why it did not happen there: what went wrong for good. */
const ASKED: ReadonlySet<WhyKind> = new Set<WhyKind>(["duplicated", "lost", "late", "skipped", "failed", "removed"]);

/** Why what happened to a message elsewhere did not happen in a lane; null when it did, or when there is nothing to ask. */
export function absentQuestion(theirs: WhyQuestion, lane: number, anomalies: readonly Anomaly[]): WhyQuestion | null {
  const { kind, message, destination } = theirs;
  if (theirs.notAsIn !== undefined || theirs.lane === lane || !ASKED.has(kind)) return null;
  const mine = anomalies.map(questionOfAnomaly);
  const happened = mine.some((found) => found.kind === kind && found.message === message && found.destination === destination);
  return happened ? null : { kind, lane, message, destination, notAsIn: theirs.lane };
}

/** The newest of some cases of other lanes up to an instant that a lane does not have. */
export function newestAbsent(
  lane: number,
  digests: readonly LaneDigest[],
  wanted: (anomaly: Anomaly) => boolean,
  atUs: number,
): WhyQuestion | null {
  const elsewhere = digests
    .flatMap((digest) => (digest.lane === lane ? [] : digest.anomalies))
    .filter((anomaly) => anomaly.at <= atUs && wanted(anomaly))
    .sort((one, other) => other.at - one.at);
  const here = digests[lane]?.anomalies ?? [];
  for (const anomaly of elsewhere) {
    const question = absentQuestion(questionOfAnomaly(anomaly), lane, here);
    if (question !== null) return question;
  }
  return null;
}

/** Of a message that went well in a lane: why not what befell it in another one. */
export function absentOfRow(row: LedgerRow, lane: number, byLane: ReadonlyMap<number, LedgerRow>): WhyQuestion | null {
  if (row.outcome !== "once") return null;
  for (const [other, theirs] of byLane) {
    const question = other === lane ? null : questionOfRow(theirs, other);
    if (question !== null && ASKED.has(question.kind)) return absentQuestion(question, lane, []);
  }
  return null;
}
