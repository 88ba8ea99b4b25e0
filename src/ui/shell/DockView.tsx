import type { ComponentType } from "react";
import { later } from "../controls/later.tsx";
import type { DockTab } from "../state/desk.ts";
import { Timeline } from "../timeline/Timeline.tsx";

type LaterTabs = typeof import("./later-tabs.ts");

const tab = (name: keyof LaterTabs): ComponentType => later(() => import("./later-tabs.ts").then((tabs) => tabs[name] as ComponentType));

const VIEWS: Record<DockTab, ComponentType> = {
  timeline: () => <Timeline />,
  spacetime: tab("SpaceTime"),
  messages: tab("Messages"),
  charts: tab("Charts"),
  log: tab("EventLog"),
};
const TOOLS: Record<DockTab, ComponentType | null> = {
  timeline: null,
  spacetime: tab("SpaceTimeTools"),
  messages: tab("MessagesTools"),
  charts: tab("ChartsTools"),
  log: tab("LogTools"),
};

/** What a tab of the dock shows. */
export function DockView({ tab: shown }: { tab: DockTab }) {
  const View = VIEWS[shown];
  return <View />;
}

/** What a tab of the dock can be told. */
export function DockTools({ tab: shown }: { tab: DockTab }) {
  const Tools = TOOLS[shown];
  return Tools === null ? null : <Tools />;
}
