/** R-EXCH-05: the empty text has no words; otherwise every dot separates two, and words may be empty. */
export function topicWords(text: string): string[] {
  return text === "" ? [] : text.split(".");
}

/**
 * R-EXCH-06: `*` is exactly one word, `#` any number of them, both only as whole words of the binding. A mismatch goes back to the last
 * `#` alone and lets it take one word more: what stands before it fits already, and no longer run of an earlier one could fit better. So
 * the time is at most the product of both lengths.
 */
export function topicMatches(bindingKey: string, routingKey: string): boolean {
  const pattern = topicWords(bindingKey);
  const key = topicWords(routingKey);
  let p = 0;
  let k = 0;
  let lastHash = -1;
  let takenUpTo = 0;
  while (k < key.length) {
    if (p < pattern.length && pattern[p] === "#") {
      lastHash = p++;
      takenUpTo = k;
    } else if (p < pattern.length && (pattern[p] === "*" || pattern[p] === key[k])) {
      p++;
      k++;
    } else if (lastHash >= 0) {
      p = lastHash + 1;
      k = ++takenUpTo;
    } else return false;
  }
  while (p < pattern.length && pattern[p] === "#") p++;
  return p === pattern.length;
}
