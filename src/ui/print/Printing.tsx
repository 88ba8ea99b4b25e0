import { type ComponentType, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { laterModule } from "../state/later-module.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { askLedger } from "../state/simulation-link.ts";
import { useWorld } from "../state/world.ts";

const fetchSheet = laterModule(() => import("./PrintSheet.tsx").then(({ PrintSheet }) => PrintSheet));
/** The table of a longer run is not fetched unasked: it would cost more than it is worth on paper. */
const MOST_ROWS = 6000;
const STILL_MS = 400;

/** On paper the run is a sheet of its own. It must be there at once when the browser prints, so it is fetched before. */
export function Printing() {
  const [sheet, setSheet] = useState<{ Sheet: ComponentType } | null>(null);
  const [printing, setPrinting] = useState(false);
  const shown = useWorld((world) => world.frame !== null);
  useEffect(() => {
    if (shown)
      fetchSheet().then(
        (Sheet) => setSheet({ Sheet }),
        () => undefined,
      );
  }, [shown]);
  useEffect(() => {
    const media = matchMedia("print");
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    const change = ({ matches }: MediaQueryListEvent) => (matches ? begin() : end());
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    media.addEventListener("change", change);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
      media.removeEventListener("change", change);
    };
  }, []);
  useLedgerOfStandstill();
  return printing && sheet !== null ? <sheet.Sheet /> : null;
}

/** A run that stands still has its table at hand, since printing cannot wait for it. */
function useLedgerOfStandstill(): void {
  const at = usePlayback((state) => (state.playing ? -1 : shownUs(state)));
  const done = useWorld((world) => world.done);
  const rows = useWorld((world) => world.digests.reduce((sum, { sent }) => sum + sent.at.length, 0));
  useEffect(() => {
    if (at < 0 || !done || rows > MOST_ROWS) return;
    const timer = setTimeout(askLedger, STILL_MS);
    return () => clearTimeout(timer);
  }, [at, done, rows]);
}
