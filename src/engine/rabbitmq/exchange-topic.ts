/** R-EXCH-05: the empty text has no words; otherwise every dot separates two, and words may be empty. */
export function topicWords(text: string): string[] {
  return text === "" ? [] : text.split(".");
}

/** R-EXCH-06: `*` is exactly one word, `#` any number of them, both only as whole words of the binding. */
export function topicMatches(bindingKey: string, routingKey: string): boolean {
  return wordsMatch(topicWords(bindingKey), 0, topicWords(routingKey), 0);
}

function wordsMatch(pattern: readonly string[], p: number, key: readonly string[], k: number): boolean {
  if (p === pattern.length) return k === key.length;
  if (pattern[p] === "#") return wordsMatch(pattern, p + 1, key, k) || (k < key.length && wordsMatch(pattern, p, key, k + 1));
  if (k === key.length) return false;
  return (pattern[p] === "*" || pattern[p] === key[k]) && wordsMatch(pattern, p + 1, key, k + 1);
}
