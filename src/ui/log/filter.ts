import { create } from "zustand";

/** Only lines that contain the text, whatever their capitals (empty: all), and perhaps only faults and what went wrong. */
interface LogFilter {
  text: string;
  wrongOnly: boolean;
}

export const useLogFilter = create<LogFilter>(() => ({ text: "", wrongOnly: false }));
