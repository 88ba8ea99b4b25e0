import { lazy, Suspense } from "react";
import { useDesk } from "../state/desk.ts";
import { useWorld } from "../state/world.ts";

/** Not part of the first load: it is there when the first fault is placed. */
const FaultForm = lazy(() => import("./FaultForm.tsx").then(({ FaultForm: component }) => ({ default: component })));

/** The card of a fault that is being placed or changed. */
export function FaultCard() {
  const draft = useDesk((desk) => desk.draft);
  const known = useWorld((world) => draft !== null && world.byName[draft.target] !== undefined);
  if (draft === null || !known) return null;
  return (
    <Suspense fallback={null}>
      <FaultForm key={`${draft.kind}${draft.target}${draft.editing}`} draft={draft} />
    </Suspense>
  );
}
