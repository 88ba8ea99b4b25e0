/** Heights of the open dock in px: how far it can be pulled, and where it stands by itself. */

const KEY = "queuescope.dock";
const LEAST = 112;
/** What stays for the title block and the lanes, whatever is pulled. */
const KEPT_ABOVE = 300;

export interface DockRange {
  least: number;
  most: number;
  usual: number;
}

export function dockRange(viewportHeight: number): DockRange {
  const most = Math.max(LEAST, Math.min(Math.round(viewportHeight * 0.6), viewportHeight - KEPT_ABOVE));
  return { least: LEAST, most, usual: clampHeight(viewportHeight >= 1000 ? 228 : 202, { least: LEAST, most }) };
}

export function clampHeight(height: number, { least, most }: { least: number; most: number }): number {
  return Math.max(least, Math.min(most, Math.round(height)));
}

/** The height that a key asks for: arrows by a row, page keys by five, Home and End to the ends. Undefined for other keys. */
export function heightAfterKey(key: string, height: number, range: DockRange): number | undefined {
  const by: Record<string, number> = { ArrowUp: 24, ArrowDown: -24, PageUp: 120, PageDown: -120 };
  if (key === "Home") return range.least;
  if (key === "End") return range.most;
  return key in by ? clampHeight(height + by[key], range) : undefined;
}

/** The height that was last given to the dock in this scenario. */
export function keptHeight(scenario: string): number | null {
  const height = readAll()[scenario];
  return typeof height === "number" && Number.isFinite(height) ? height : null;
}

/** Null forgets it. */
export function keepHeight(scenario: string, height: number | null): void {
  const { [scenario]: _, ...others } = readAll();
  try {
    localStorage.setItem(KEY, JSON.stringify(height === null ? others : { ...others, [scenario]: height }));
  } catch {
    // No storage: the height lasts as long as the page.
  }
}

function readAll(): Record<string, unknown> {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof all === "object" && all !== null ? (all as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
