import { pause, seek, shownUs, usePlayback } from "./playback.ts";
import { useWorld } from "./world.ts";

/** Events that are worth a stop: what a person would tell, not the ticking of heartbeats and fetches. */
const QUIET = new Set([
  "PacketDelivered",
  "ConnectionOpened",
  "EffectRequested",
  "CommandGiven",
  "ProcessStarted",
  "BecameFollower",
  "BecameLeader",
  "OffsetCommitAppended",
]);

export function isNotable(kind: string): boolean {
  return !QUIET.has(kind);
}

/** To the next or the previous notable event; the run pauses there. */
export function step(direction: 1 | -1): void {
  pause();
  const { history } = useWorld.getState();
  const at = shownUs(usePlayback.getState());
  let id = direction === 1 ? history.firstAtOrAfter(at + 1) : history.firstAtOrAfter(at) - 1;
  while (id >= 0 && id < history.length && !isNotable(history.kind(id))) id += direction;
  if (id >= 0 && id < history.length) seek(history.at(id));
  else seek(direction === 1 ? usePlayback.getState().endUs : 0);
}
