/** Does at once all of some work that could be done in pieces. */
export function finish<T>(pieces: Iterator<unknown, T, void>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}
