/** The one loop that owns the animation frame. Callbacks run in the order in which they were added. */
const callbacks = new Set<(nowMs: number, elapsedMs: number) => void>();
let running = false;
let last = 0;

function turn(nowMs: number): void {
  const elapsed = last === 0 ? 0 : Math.min(250, nowMs - last);
  last = nowMs;
  for (const callback of callbacks) callback(nowMs, elapsed);
  if (callbacks.size > 0) requestAnimationFrame(turn);
  else running = false;
}

/** Calls back before every frame with wall-clock milliseconds; returns how to stop. */
export function onFrame(callback: (nowMs: number, elapsedMs: number) => void): () => void {
  callbacks.add(callback);
  if (!running) {
    running = true;
    last = 0;
    requestAnimationFrame(turn);
  }
  return () => callbacks.delete(callback);
}
