import { create } from "zustand";

export const THEMES = ["system", "paper", "blueprint"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "queuescope.theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === value) ?? "system";
  } catch {
    return "system"; // storage may be forbidden; the system's theme is a fair choice
  }
}

export const useTheme = create<{ theme: Theme }>(() => ({ theme: stored() }));

export function setTheme(theme: Theme): void {
  useTheme.setState({ theme });
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered, then.
  }
}

/** Puts the theme on the document and keeps it there. */
export function applyTheme(): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme } = useTheme.getState();
    document.documentElement.dataset["theme"] = theme === "system" ? (dark.matches ? "blueprint" : "paper") : theme;
  };
  apply();
  dark.addEventListener("change", apply);
  const stop = useTheme.subscribe(apply);
  return () => {
    dark.removeEventListener("change", apply);
    stop();
  };
}

export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
