import { BrokerFace, BrokerLogs } from "../kafka/BrokerFace.tsx";
import type { RowFacts } from "../kafka/kafka-facts.ts";
import { BROKER_WIDTH, CELL, CELLS, KAFKA_MEASURES, ROW_HEADER } from "../kafka/kafka-measures.ts";
import { LogStrip } from "../kafka/LogStrip.tsx";
import { RowFace } from "../kafka/RowFace.tsx";
import { At, Drawing, Figure, Note } from "./Figure.tsx";
import { NothingSelected, samplePart } from "./SampleWorld.tsx";
import { committedOffsets, followerReplica, leaderReplica, samplePrefix } from "./sample.ts";

const AGAIN: ReadonlySet<number> = new Set([7]);
const NOBODY: ReadonlySet<number> = new Set();

const LEADER_SPOKEN =
  "A partition log with offsets 0 to 7. Offsets 0 to 5 hold filled tokens: they may be read. The high watermark stands at 6, as a heavy " +
  "needle. Offset 6 holds #18 hollow on a hatched cell: stored, not readable yet. Black tags below the cells are committed offsets: payment " +
  "and delivery read offset 5 next, restaurant reads 6 next. #7 at offset 1 is selected, and has a ring: it was delivered twice.";

export function LeaderFigure({ narrow }: { narrow: boolean }) {
  const scale = narrow ? 1.7 : 2.5;
  const x = narrow ? 8 : 16;
  const y = narrow ? 66 : 84;
  const cell = (offset: number) => x + offset * CELL * scale;
  return (
    <Figure number={5} title="Partition log, leader">
      <Drawing width={narrow ? 342 : 560} height={narrow ? 268 : 240} spoken={LEADER_SPOKEN}>
        {Array.from({ length: CELLS }, (_, offset) => (
          <text key={offset} className="legend-offset" x={cell(offset + 0.5)} y={y - 10}>
            {offset}
          </text>
        ))}
        <At x={x} y={y} scale={scale}>
          <svg className="face" width={CELLS * CELL} height={50} aria-hidden="true">
            <LogStrip replica={leaderReplica} dead={false} again={AGAIN} committed={committedOffsets} bareWatermark />
          </svg>
        </At>
        {narrow ? (
          <>
            <Note leader={[cell(6) - 4, y - 14, cell(6) - 16, 26]} x={cell(6) - 20} y={26} anchor="end" lines={["high watermark 6"]} />
            <Note leader={[cell(1.5), y + 42, cell(1.5), 152]} x={8} y={168} lines={["#7: selected, delivered twice"]} />
            <Note
              leader={[cell(5), y + 70, cell(5), 186]}
              x={8}
              y={202}
              lines={["committed: payment and", "delivery read offset 5 next"]}
            />
            <Note
              leader={[cell(6.5) + 8, y + 36, cell(6.5) + 8, 238]}
              x={334}
              y={254}
              anchor="end"
              lines={["stored, not readable yet (hatched)"]}
            />
          </>
        ) : (
          <>
            <Note leader={[cell(1) + 10, y + 4, cell(1) - 8, 34]} x={x} y={28} lines={["#7: selected, delivered twice"]} />
            <Note leader={[cell(6) + 6, y - 18, cell(6) + 30, 24]} x={cell(6) + 36} y={28} lines={["high watermark 6"]} />
            <Note
              leader={[cell(5) - 34, y + 88, cell(4) + 2, y + 88]}
              x={cell(4) - 4}
              y={y + 93}
              anchor="end"
              lines={["committed: payment and", "delivery read offset 5 next"]}
            />
            <Note
              leader={[cell(6.5) + 10, y + 54, cell(7) - 4, y + 106]}
              x={cell(6.5) - 6}
              y={y + 123}
              lines={["stored, not", "readable yet (hatched)"]}
            />
          </>
        )}
      </Drawing>
    </Figure>
  );
}

const ROWS: readonly RowFacts[] = [{ name: "orders-1", topic: "orders", partition: 1 }];
const { head, pitch } = KAFKA_MEASURES.roomy;
const crashedBroker = samplePart("broker-2", "Broker 2", BROKER_WIDTH, head + pitch - 16, {
  rows: ROWS,
  density: "roomy",
  broker: `${samplePrefix}broker-2`,
});
const replicaRow = samplePart("", "orders-1", ROW_HEADER - 6, 44, {
  topic: "orders",
  partition: 1,
  brokers: ["broker-1", "broker-2", "broker-3"].map((name) => samplePrefix + name),
});

const COPIES_SPOKEN =
  "Above, a follower's log: a copy is drawn in guide blue and never filled. Below it, broker 2, crashed at 5.2 seconds: its frame is red and " +
  "dashed and filled with red hatch, what it held stays visible in thin outline, and the time of its death stands in red. Last, the replicas " +
  "of orders-1: 1 in a blue frame is in sync, 2 is crossed out in red and not in the ISR, 3 is filled and leads.";

export function CopiesFigure({ narrow }: { narrow: boolean }) {
  const scale = narrow ? 1.6 : 1.65;
  const x = narrow ? 8 : 16;
  const brokerY = narrow ? 96 : 84;
  const rowY = narrow ? 268 : 226;
  const right = x + BROKER_WIDTH * scale;
  return (
    <Figure number={6} title="Followers, a log stopped by a crash, and who is in sync">
      <Drawing width={narrow ? 342 : 560} height={narrow ? 366 : 288} spoken={COPIES_SPOKEN}>
        <NothingSelected>
          <At x={x + 6 * scale} y={16} scale={scale}>
            <svg className="face" width={CELLS * CELL} height={25} aria-hidden="true">
              <LogStrip replica={followerReplica} dead={false} again={NOBODY} committed={[]} />
            </svg>
          </At>
          <At x={x} y={brokerY} scale={scale}>
            <BrokerFace part={crashedBroker} />
          </At>
          <At x={x} y={brokerY} scale={scale}>
            <BrokerLogs part={crashedBroker} />
          </At>
          <At x={x + 6 * scale} y={rowY} scale={1.5}>
            <RowFace part={replicaRow} />
          </At>
        </NothingSelected>
        {narrow ? (
          <>
            <Note leader={[x + 40, 50, x + 40, 64]} x={x} y={78} lines={["a copy is drawn in guide blue, never filled"]} />
            <Note
              leader={[x + 40, brokerY + 108, x + 40, brokerY + 128]}
              x={x}
              y={brokerY + 142}
              lines={["red hatch: down. What it held stays", "visible in outline; time of death in red"]}
            />
            <Note
              leader={[x + 84, rowY + 42, x + 100, rowY + 42, x + 100, rowY + 62]}
              x={x}
              y={rowY + 76}
              lines={["replicas of one partition: leader filled,", "in sync blue, out of the ISR crossed"]}
            />
          </>
        ) : (
          <>
            <Note
              leader={[right - 12, 36, right + 20, 36]}
              x={right + 26}
              y={32}
              lines={["a copy is drawn in guide", "blue and never filled"]}
            />
            <Note
              leader={[right - 2, brokerY + 60, right + 20, brokerY + 60]}
              x={right + 26}
              y={brokerY + 46}
              lines={["red hatch: down. What it", "held stays visible, outline", "only; time of death in red"]}
            />
            <Note
              leader={[x + 84, rowY + 42, x + 118, rowY + 42]}
              x={x + 124}
              y={rowY + 38}
              lines={["replicas of one partition: leader filled, in sync", "blue, out of the ISR crossed"]}
            />
          </>
        )}
      </Drawing>
    </Figure>
  );
}
