import type { KeyboardEvent } from "react";
import type { DockTab } from "../state/desk.ts";

export const TAB_NAMES: Record<DockTab, string> = {
  timeline: "Timeline",
  spacetime: "Space-time",
  messages: "Messages",
  charts: "Charts",
  log: "Event log",
};

interface DockTabsProps<T extends string> {
  tabs: readonly T[];
  names: Record<T, string>;
  current: T;
  label: string;
  /** Id of the element that shows the chosen tab. */
  panel: string;
  choose(tab: T): void;
}

/** Tabs in a row: arrow keys, Home and End go from one to the next. */
export function DockTabs<T extends string>({ tabs, names, current, label, panel, choose }: DockTabsProps<T>) {
  const travel = (event: KeyboardEvent) => {
    const next = tabAfterKey(event.key, tabs, current);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className="tabs">
      {tabs.map((tab) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === current}
          aria-controls={panel}
          tabIndex={tab === current ? 0 : -1}
          onClick={() => choose(tab)}
          onKeyDown={travel}
        >
          {names[tab]}
        </button>
      ))}
    </div>
  );
}

function tabAfterKey<T>(key: string, tabs: readonly T[], tab: T): T | undefined {
  const now = tabs.indexOf(tab);
  switch (key) {
    case "ArrowRight":
      return tabs[(now + 1) % tabs.length];
    case "ArrowLeft":
      return tabs[(now - 1 + tabs.length) % tabs.length];
    case "Home":
      return tabs[0];
    case "End":
      return tabs[tabs.length - 1];
    default:
      return undefined;
  }
}
