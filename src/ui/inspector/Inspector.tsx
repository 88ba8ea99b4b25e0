import { later } from "../controls/later.tsx";
import { useDesk } from "../state/desk.ts";
import { useProcess } from "../state/world.ts";
import { RunPanel } from "./RunPanel.tsx";

const MessagePanel = later(() => import("./MessagePanel.tsx").then(({ MessagePanel }) => MessagePanel));
const PartPanel = later(() => import("./PartPanel.tsx").then(({ PartPanel }) => PartPanel));
const PlacePanel = later(() => import("./PlacePanel.tsx").then(({ PlacePanel }) => PlacePanel));

/** What is selected: a place or a part with its settings, a message with its way, or nothing: the run. */
export function Inspector() {
  const face = useDesk((desk) => desk.selectedFace);
  const part = useDesk((desk) => desk.selectedPart);
  const message = useDesk((desk) => desk.selectedMessage);
  const why = useDesk((desk) => desk.why);
  const process = useProcess(part ?? "");
  if (face !== null) return <PlacePanel key={`${face.lane} ${face.id}`} face={face} />;
  if (part !== null && process !== undefined) return <PartPanel key={part} name={part} />;
  if (message !== null && message !== why?.question.message) return <MessagePanel message={message} />;
  return why === null ? <RunPanel /> : null;
}
