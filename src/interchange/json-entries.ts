/** One entry of a JSON array, with the line on which it begins. */
export interface JsonEntry {
  readonly line: number;
  readonly text: string;
}

/**
 * Cuts the text of a JSON array into the texts of its entries, so that each can be read, and a mistake be told, by itself. Null when the
 * array does not end, or something follows it: then `line` is where that shows.
 */
export function splitArray(text: string): { entries: JsonEntry[] } | { line: number } {
  const entries: JsonEntry[] = [];
  let line = 1;
  let i = 0;
  const step = () => {
    if (text[i] === "\n") line++;
    i++;
  };
  while (/\s/.test(text[i] ?? "")) step();
  step(); // the bracket that opens it
  for (;;) {
    while (/\s/.test(text[i] ?? "")) step();
    if (i >= text.length) return { line };
    if (text[i] === "]" && entries.length === 0) break;
    const from = i;
    const begin = line;
    let depth = 0;
    for (; i < text.length && (depth > 0 || (text[i] !== "," && text[i] !== "]")); step()) {
      if (text[i] === '"') {
        for (step(); i < text.length && text[i] !== '"'; step()) if (text[i] === "\\") step();
      } else if (text[i] === "{" || text[i] === "[") depth++;
      else if (text[i] === "}" || text[i] === "]") depth--;
    }
    entries.push({ line: begin, text: text.slice(from, i) });
    if (i >= text.length) return { line };
    if (text[i] === "]") break;
    step(); // the comma
  }
  step();
  while (/\s/.test(text[i] ?? "")) step();
  return i < text.length ? { line } : { entries };
}
