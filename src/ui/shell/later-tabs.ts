/** The tabs of the dock that the first picture does not need: fetched together, after it. */
export { Charts } from "../charts/Charts.tsx";
export { ChartsTools } from "../charts/ChartsTools.tsx";
export { Messages } from "../ledger/Messages.tsx";
export { MessagesTools } from "../ledger/MessagesTools.tsx";
export { EventLog } from "../log/EventLog.tsx";
export { LogTools } from "../log/LogTools.tsx";
export { SpaceTime } from "../spacetime/SpaceTime.tsx";
export { SpaceTimeTools } from "../spacetime/SpaceTimeTools.tsx";
