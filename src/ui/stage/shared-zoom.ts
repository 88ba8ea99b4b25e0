import { useEffect } from "react";
import { create } from "zustand";

/** What scale each drawn lane would have by itself. */
const useOwn = create<Readonly<Record<number, number>>>(() => ({}));

/** The scale that all lanes of a document have, so that they are compared by eye: the least of their own. `own` null: it goes by itself. */
export function useSharedZoom(lane: number, own: number | null): number {
  useEffect(() => {
    if (own === null) return;
    useOwn.setState({ [lane]: own });
    return () => useOwn.setState((all) => ({ ...without(all, lane) }), true);
  }, [lane, own]);
  const least = useOwn((all) => Math.min(...Object.values(all)));
  return own === null ? Number.POSITIVE_INFINITY : least;
}

function without(all: Readonly<Record<number, number>>, lane: number): Record<number, number> {
  return Object.fromEntries(Object.entries(all).filter(([other]) => Number(other) !== lane));
}
