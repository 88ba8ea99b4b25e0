import { NO_MESSAGE } from "../sim/history.ts";
import { coordinatorReady, correlation, isMember, noteMembership, sendToCoordinator } from "./consumer-coordinator.ts";
import { positionOf } from "./consumer-fetcher.ts";
import type { ConsumerContext, ConsumerState, FetchedRecord, OffsetToCommit, SyncCommit } from "./consumer-state.ts";
import { isRunning, pause, setTimer, stopTimer } from "./consumer-timers.ts";
import { isRetriable, type KafkaError } from "./errors.ts";
import { CommitFailed } from "./events.ts";

/** Commits: those that the application waits for (commitSync, K-CON-21) and those that poll() sends in passing (auto-commit, K-CON-20). */

/** Offsets of what was polled: one past the last record of each partition. */
export function offsetsOf(batch: readonly FetchedRecord[]): OffsetToCommit[] {
  const next = new Map<string, number>();
  for (const { partition, record } of batch) next.set(partition, record.offset + 1);
  return [...next].map(([partition, offset]) => ({ partition, offset }));
}

/** K-CON-20: auto-commit takes all positions, whether they have moved or not: everything that earlier polls returned. */
export function consumed(state: ConsumerState): OffsetToCommit[] {
  const offsets: OffsetToCommit[] = [];
  for (const { partition, position, ready } of state.positions) if (ready) offsets.push({ partition, offset: position });
  return offsets;
}

/** The application waits from now on, `limitUs` at most. */
export function beginWait(state: ConsumerState, committing: SyncCommit, limitUs: number, ctx: ConsumerContext): void {
  state.committing = committing;
  setTimer(state, "apiTimeout", limitUs, ctx);
}

/** Sends the commit that the application waits for, unless it is under way, pauses, or the coordinator is not there. */
export function sendCommit(state: ConsumerState, committing: SyncCommit, ctx: ConsumerContext): void {
  if (committing.asked !== 0 || isRunning(state, "commit") || !coordinatorReady(state, ctx)) return;
  committing.asked = send(state, committing.offsets, true, ctx);
}

/** Tried again after a pause: the error may pass. */
export function commitAgain(state: ConsumerState, committing: SyncCommit, ctx: ConsumerContext): void {
  committing.asked = 0;
  pause(state, "commit", committing.failures++, ctx);
}

/** commitAsync: sent once, and the application goes on. A failure that may pass is made good by the next one, soon. */
export function autoCommit(state: ConsumerState, ctx: ConsumerContext): void {
  const offsets = consumed(state);
  state.autoCommitAt = ctx.now + state.config.autoCommitUs;
  if (offsets.length === 0 || !isMember(state)) return;
  if (coordinatorReady(state, ctx)) send(state, offsets, false, ctx);
  else autoCommitSoon(state, ctx);
}

function autoCommitSoon(state: ConsumerState, ctx: ConsumerContext): void {
  state.autoCommitAt = ctx.now + state.config.cluster.retryBackoffUs;
}

/** Returns its correlation. */
function send(state: ConsumerState, offsets: OffsetToCommit[], waited: boolean, ctx: ConsumerContext): number {
  const { memberId, generation, group } = state;
  const number = correlation(state);
  sendToCoordinator(
    state,
    {
      type: "OffsetCommit",
      correlation: number,
      group,
      memberId,
      generation,
      offsets: offsets.map(({ partition, offset }) => ({ partition, offset })),
      carries: state.batch.map(({ record }) => record.message),
    },
    { offsets, waited },
    ctx,
  );
  return number;
}

/** A commit in passing has come back; the application was not waiting for it. */
export function autoCommitAnswered(
  state: ConsumerState,
  offsets: readonly OffsetToCommit[],
  error: KafkaError,
  ctx: ConsumerContext,
): void {
  if (error === "NONE") return noteCommitted(state, offsets);
  if (isRetriable(error)) return autoCommitSoon(state, ctx);
  traceFailure(state, offsets, error, ctx);
  noteMembership(state, error, ctx);
}

export function noteCommitted(state: ConsumerState, offsets: readonly OffsetToCommit[]): void {
  for (const { partition, offset } of offsets) {
    const position = positionOf(state, partition);
    if (position !== undefined) position.committed = offset;
  }
}

/** The application's wait is over. */
export function endWait(state: ConsumerState, ctx: ConsumerContext): void {
  state.committing = null;
  stopTimer(state, "apiTimeout", ctx);
  stopTimer(state, "commit", ctx);
}

/** K-CON-23: the partitions belong to somebody else by now; the work is done all the same, or with commit first never will be. */
export function commitFailed(
  state: ConsumerState,
  offsets: readonly OffsetToCommit[],
  error: KafkaError | "CommitFailedException",
  ctx: ConsumerContext,
): void {
  traceFailure(state, offsets, error, ctx);
  if (error !== "CommitFailedException") noteMembership(state, error, ctx);
  state.polled = [];
}

export function traceFailure(state: ConsumerState, offsets: readonly OffsetToCommit[], error: string, ctx: ConsumerContext): void {
  for (const { partition, offset } of offsets) {
    ctx.because("read", state.leftBy);
    if (error !== "TimeoutException") ctx.rule("K-GRP-16: commit of an old generation", state.generation, offset);
    ctx.trace(CommitFailed, NO_MESSAGE, ctx.text(state.group), offset, ctx.text(`${error} on ${partition}`));
  }
}
