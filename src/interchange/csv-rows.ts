/** One record of a CSV file, with the line on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvDelimiter = "," | ";" | "\t";

/** The delimiter that the first line has most of. */
export function findDelimiter(text: string): CsvDelimiter {
  const end = text.search(/[\r\n]/);
  const header = end < 0 ? text : text.slice(0, end);
  const count = (delimiter: string) => header.split(delimiter).length;
  let best: CsvDelimiter = ",";
  for (const candidate of [";", "\t"] as const) if (count(candidate) > count(best)) best = candidate;
  return best;
}

/**
 * The records of a CSV text (RFC 4180): quoted cells may hold the delimiter, line ends and doubled quotes; empty lines are left out.
 * A quote that is never closed is reported by the line where it opens. Reads at most `most` records.
 */
export function readCsv(text: string, delimiter: CsvDelimiter, most: number): { rows: CsvRow[]; openQuote: number | null } {
  const rows: CsvRow[] = [];
  let line = 1;
  let i = 0;
  while (i < text.length && rows.length < most) {
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      let cell = "";
      if (text[i] === '"') {
        const opened = line;
        for (i++; ; i++) {
          if (i >= text.length) return { rows, openQuote: opened };
          if (text[i] === '"') {
            if (text[i + 1] !== '"') break;
            i++;
          } else if (text[i] === "\n") line++;
          cell += text[i];
        }
        i++;
      }
      const from = i;
      while (i < text.length && text[i] !== delimiter && text[i] !== "\n" && text[i] !== "\r") i++;
      cells.push(cell + text.slice(from, i));
      if (text[i] !== delimiter) break;
      i++;
    }
    if (text[i] === "\r") i++;
    if (text[i] === "\n") i++;
    line++;
    if (cells.length > 1 || cells[0].trim() !== "") rows.push({ line: begin, cells });
  }
  return { rows, openQuote: null };
}
