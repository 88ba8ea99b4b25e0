import { type ComponentType, lazy, Suspense } from "react";
import type { DockTab } from "../state/desk.ts";
import { Timeline } from "../timeline/Timeline.tsx";

type Later = typeof import("./later-tabs.ts");

const fetchLater = (): Promise<Later> => import("./later-tabs.ts");
const later = (name: keyof Later) => lazy(() => fetchLater().then((tabs) => ({ default: tabs[name] as ComponentType })));

const VIEWS: Record<DockTab, ComponentType> = {
  timeline: () => <Timeline />,
  spacetime: later("SpaceTime"),
  messages: later("Messages"),
  charts: later("Charts"),
  log: later("EventLog"),
};
const TOOLS: Record<DockTab, ComponentType | null> = {
  timeline: null,
  spacetime: later("SpaceTimeTools"),
  messages: later("MessagesTools"),
  charts: later("ChartsTools"),
  log: later("LogTools"),
};

/** Fetches what the first picture did not need. A failure is met again, and shown, when a tab is opened. */
export function fetchTabs(): void {
  fetchLater().catch(() => undefined);
}

/** What a tab of the dock shows. */
export function DockView({ tab }: { tab: DockTab }) {
  const View = VIEWS[tab];
  return (
    <Suspense key={tab} fallback={null}>
      <View />
    </Suspense>
  );
}

/** What a tab of the dock can be told. */
export function DockTools({ tab }: { tab: DockTab }) {
  const Tools = TOOLS[tab];
  return Tools === null ? null : (
    <Suspense key={tab} fallback={null}>
      <Tools />
    </Suspense>
  );
}
