import { fitText } from "../layout/fit-text.ts";
import { textWidth } from "../layout/text-width.ts";
import type { TimedFault } from "./faults.ts";

export interface PlacedFault {
  fault: TimedFault;
  row: number;
  from: number;
  /** Null where the label of an earlier fault of the row counts this one. */
  label: string | null;
  /** Where the label begins, or ends when it stands before the band. */
  labelX: number;
  before: boolean;
  /** Where the hatch may begin: past the label, if that stands in the band. */
  hatchFrom: number;
}

const SIZE = 12;
/** Room for " +12" behind a label. */
const COUNT = 22;

/**
 * Faults in rows, none over the label of another: the label stands at the start of its band, after a band too short, or before it. What
 * finds no room in any row is counted by the label before it: "payment-1 crashed +2".
 */
export function placeFaults(
  faults: readonly TimedFault[],
  x: (us: number) => number,
  { endUs, right, mostRows }: { endUs: number; right: number; mostRows: number },
): PlacedFault[] {
  const rows: { free: number; host: number }[] = [];
  const more = new Map<number, number>();
  const placed: (PlacedFault & { width: number })[] = [];
  for (const fault of [...faults].sort((one, other) => one.startUs - other.startUs)) {
    const from = x(fault.startUs);
    const to = Math.max(x(fault.endUs ?? endUs), from + 4);
    const width = textWidth(fault.label, SIZE) + 10 + (faults.length > mostRows ? COUNT : 0);
    const inside = to - from >= width + 12;
    const before = !inside && to + width > right;
    const left = before ? from - width : from;
    let row = rows.findIndex(({ free }) => free <= left);
    if (row < 0 && rows.length < mostRows) {
      row = rows.length;
      rows.push({ free: Number.NEGATIVE_INFINITY, host: -1 });
    }
    const found = { fault, from, before, width, labelX: before ? from - 5 : inside ? from + 6 : to + 5 };
    if (row >= 0) {
      rows[row] = { free: inside || before ? to : to + width, host: placed.length };
      placed.push({ ...found, row, label: fault.label, hatchFrom: inside ? from + width : from });
      continue;
    }
    row = rows.reduce((best, { free }, i) => (free < rows[best].free ? i : best), 0);
    const { host, free } = rows[row];
    more.set(host, (more.get(host) ?? 0) + 1);
    rows[row] = { free: Math.max(free, to), host };
    placed.push({ ...found, row, label: null, hatchFrom: from });
  }
  return placed.map(({ width, ...one }, i) => {
    const count = more.get(i) ?? 0;
    if (count === 0 || one.label === null) return one;
    const counted = ` +${count}`;
    return { ...one, label: fitText(one.label, width - 4 - textWidth(counted, SIZE), SIZE) + counted };
  });
}
