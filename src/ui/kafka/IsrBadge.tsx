import type { KafkaReplicaView } from "../../engine/kafka/views.ts";
import { tip } from "../terms/Term.tsx";

/** One square for each replica in replica order: the leader filled, in sync blue, eligible to lead (ELR) blue dashes, out of the ISR dashed red and crossed. */
export function IsrBadge({ replica, size }: { replica: Pick<KafkaReplicaView, "replicas" | "isr" | "elr" | "leader">; size: number }) {
  return (
    <>
      {replica.replicas.map((broker, i) => {
        const inSync = replica.isr.includes(broker);
        const leads = broker === replica.leader;
        const eligible = replica.elr.includes(broker);
        const arm = size / 2 - 4;
        return (
          <g key={broker} transform={`translate(${i * (size + 1.5)},0)`} {...tip(eligible && !inSync ? "elr" : "isr")}>
            <rect className={leads ? "isr-leader" : inSync ? "isr-in" : eligible ? "isr-eligible" : "isr-out"} width={size} height={size} />
            {inSync || eligible ? (
              <text className={leads ? "tag-letter" : "small center"} x={size / 2} y={size / 2 + 4}>
                {broker}
              </text>
            ) : (
              <path
                className="isr-cross"
                d={`M${size / 2 - arm},${size / 2 - arm}l${2 * arm},${2 * arm}m0,${-2 * arm}l${-2 * arm},${2 * arm}`}
              />
            )}
          </g>
        );
      })}
    </>
  );
}
