import { later } from "../controls/later.tsx";
import { useDesk } from "../state/desk.ts";

const WhyCard = later(() => import("./WhyCard.tsx").then(({ WhyCard }) => WhyCard));

/** The place of the card that says why; empty until somebody asks. */
export function Why() {
  const asked = useDesk((desk) => desk.why !== null);
  return asked ? <WhyCard /> : null;
}
