import { later } from "../controls/later.tsx";
import { useDesk } from "../state/desk.ts";
import { useWorld } from "../state/world.ts";

const FaultForm = later(() => import("./FaultForm.tsx").then(({ FaultForm }) => FaultForm));

/** The card of a fault that is being placed or changed. */
export function FaultCard() {
  const draft = useDesk((desk) => desk.draft);
  const known = useWorld((world) => draft !== null && world.byName[draft.target] !== undefined);
  if (draft === null || !known) return null;
  return <FaultForm key={`${draft.kind}${draft.target}${draft.editing}`} draft={draft} />;
}
