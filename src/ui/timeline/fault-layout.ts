import type { TimedFault } from "./faults.ts";
import { packRows, textWidth } from "./scale.ts";

export interface PlacedFault {
  fault: TimedFault;
  row: number;
  from: number;
  /** Where the label begins, or ends when it stands before the band. */
  labelX: number;
  before: boolean;
  /** Where the hatch may begin: past the label, if that stands in the band. */
  hatchFrom: number;
}

/** Faults in rows, none over the label of another: the label stands at the start of its band, after a band too short, or before it. */
export function placeFaults(
  faults: readonly TimedFault[],
  x: (us: number) => number,
  { endUs, right, mostRows }: { endUs: number; right: number; mostRows: number },
): PlacedFault[] {
  const sorted = [...faults].sort((one, other) => one.startUs - other.startUs);
  const spans = sorted.map((fault) => {
    const from = x(fault.startUs);
    const to = x(fault.endUs ?? endUs);
    const width = textWidth(fault.label, 12) + 10;
    const inside = to - from >= width + 12;
    const before = !inside && to + width > right;
    return { from, to, width, inside, before };
  });
  const rows = packRows(
    spans.map(({ from, to, width, inside, before }) => ({
      from: before ? from - width : from,
      to: inside || before ? Math.max(to, from + 4) : to + width,
    })),
    mostRows,
  );
  return sorted.map((fault, i) => {
    const { from, to, width, inside, before } = spans[i];
    return {
      fault,
      row: rows[i],
      from,
      labelX: before ? from - 5 : inside ? from + 6 : to + 5,
      before,
      hatchFrom: inside ? from + width : from,
    };
  });
}
