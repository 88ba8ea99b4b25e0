import { create } from "zustand";

/** Only lines that contain this text, whatever their capitals; empty: all lines. */
interface LogFilter {
  text: string;
}

export const useLogFilter = create<LogFilter>(() => ({ text: "" }));
