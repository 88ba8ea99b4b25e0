import type { KafkaReplicaView } from "../../engine/kafka/views.ts";

/** One square for each replica in replica order: the leader filled, in sync blue, out of the ISR dashed red and crossed. */
export function IsrBadge({ replica, size }: { replica: Pick<KafkaReplicaView, "replicas" | "isr" | "leader">; size: number }) {
  return (
    <>
      {replica.replicas.map((broker, i) => {
        const inSync = replica.isr.includes(broker);
        const leads = broker === replica.leader;
        const arm = size / 2 - 4;
        return (
          <g key={broker} transform={`translate(${i * (size + 1.5)},0)`}>
            <rect className={leads ? "isr-leader" : inSync ? "isr-in" : "isr-out"} width={size} height={size} />
            {inSync ? (
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
