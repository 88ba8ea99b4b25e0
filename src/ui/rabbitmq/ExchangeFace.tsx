import { fitText } from "../layout/fit-text.ts";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { textWidth } from "../layout/text-width.ts";
import { isDown } from "../parts/condition.ts";
import { useProcess } from "../state/world.ts";
import { tip } from "../terms/Term.tsx";
import { EXCHANGE_RADIUS } from "./rabbitmq-measures.ts";

/** An exchange: a double circle with its type written in it. */
export function ExchangeFace({ part }: { part: PlacedPart }) {
  const process = useProcess(part.process);
  const type = part.data?.["type"] as string;
  const r = EXCHANGE_RADIUS;
  const down = process !== undefined && isDown(process);
  return (
    <svg className="face" width={part.width} height={part.height} aria-hidden="true">
      <circle className={down ? "box box-crashed" : "box"} cx={r} cy={r} r={r - 1} />
      <circle className={down ? "box-crashed" : "slot"} cx={r} cy={r} r={r - 4.5} />
      {textWidth(part.label, 14) <= 2 * r - 12 ? (
        <text className="name center" x={r} y={r + 1}>
          {part.label}
        </text>
      ) : (
        <text className="center" x={r} y={r + 1}>
          {fitText(part.label, 2 * r - 10, 12.8)}
        </text>
      )}
      <text className="small center" x={r} y={r + 15} {...tip("exchange")}>
        {type}
      </text>
    </svg>
  );
}

/** A routing key on the line of its binding; a long one is cut, and stands in full at its queue and exchange in the inspector. */
export function BindingFace({ part: { width, height, label } }: { part: PlacedPart }) {
  return (
    <svg className="face" width={width} height={height} aria-hidden="true">
      <rect className="plate" {...tip("binding")} width={width} height={height} />
      <text className="center" x={width / 2} y={height / 2 + 4.5}>
        {fitText(label, width - 8, 12.8)}
      </text>
    </svg>
  );
}
