import { create } from "zustand";

/** Whether the charts are shown as the figures that they are drawn from. */
export const useChartWishes = create<{ asTable: boolean }>(() => ({ asTable: false }));
