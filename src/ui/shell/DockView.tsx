import { Charts } from "../charts/Charts.tsx";
import { ChartsTools } from "../charts/ChartsTools.tsx";
import { Messages } from "../ledger/Messages.tsx";
import { MessagesTools } from "../ledger/MessagesTools.tsx";
import { EventLog } from "../log/EventLog.tsx";
import { LogTools } from "../log/LogTools.tsx";
import { SpaceTime } from "../spacetime/SpaceTime.tsx";
import { SpaceTimeTools } from "../spacetime/SpaceTimeTools.tsx";
import type { DockTab } from "../state/desk.ts";
import { Timeline } from "../timeline/Timeline.tsx";

/** What a tab of the dock shows. */
export function DockView({ tab }: { tab: DockTab }) {
  switch (tab) {
    case "timeline":
      return <Timeline />;
    case "spacetime":
      return <SpaceTime />;
    case "messages":
      return <Messages />;
    case "charts":
      return <Charts />;
    case "log":
      return <EventLog />;
  }
}

/** What a tab of the dock can be told. */
export function DockTools({ tab }: { tab: DockTab }) {
  switch (tab) {
    case "timeline":
      return null;
    case "spacetime":
      return <SpaceTimeTools />;
    case "messages":
      return <MessagesTools />;
    case "charts":
      return <ChartsTools />;
    case "log":
      return <LogTools />;
  }
}
