import { ClientFace } from "../direct/ClientFace.tsx";
import { ServiceFace } from "../direct/ServiceFace.tsx";
import { Tape } from "../parts/Tape.tsx";
import { LineDrawing } from "../stage/line-edges.tsx";
import { At, Drawing, Figure, Note } from "./Figure.tsx";
import { NothingSelected, samplePart } from "./SampleWorld.tsx";
import { samplePrefix } from "./sample.ts";

const EFFECTS_SPOKEN =
  "The tape of charges, in the order in which the world saw them: 5, 6, 7, 8, 10, 7, 11. The second 7 has a ring, because the card was charged " +
  "again, and a notch, because it came after 10.";

/** Where a duplicate hurts. */
export function EffectsFigure({ narrow }: { narrow: boolean }) {
  return (
    <Figure number={8} title="Effects: what the world outside saw">
      {narrow ? (
        <NothingSelected>
          <Drawing width={342} height={132} spoken={EFFECTS_SPOKEN}>
            <At x={6} y={8} scale={1.22}>
              <Tape process={`${samplePrefix}database`} width={270} height={58} narrow />
            </At>
            <Note leader={[190, 78, 190, 98]} x={336} y={116} anchor="end" lines={["charged again, and after #10"]} />
          </Drawing>
        </NothingSelected>
      ) : (
        <NothingSelected>
          <Drawing width={560} height={104} spoken={EFFECTS_SPOKEN}>
            <At x={12} y={8} scale={1.2}>
              <Tape process={`${samplePrefix}database`} width={452} height={38} />
            </At>
            <Note leader={[493, 48, 493, 72]} x={540} y={92} anchor="end" lines={["#7 charged again, and after #10"]} />
          </Drawing>
        </NothingSelected>
      )}
    </Figure>
  );
}

const client = samplePart("order-svc", "order-svc", 140, 58);
const service = samplePart("payment", "payment", 172, 36);

const DIRECT_SPOKEN =
  "order-svc calls payment and waits for the answer. payment is at work on 8; 9 and 10 wait in dashed outline: nobody stores them, they are the " +
  "caller's until it is answered.";

export function DirectFigure({ narrow }: { narrow: boolean }) {
  const x = narrow ? 152 : 300;
  const y = narrow ? 104 : 10;
  return (
    <Figure number={9} title="Direct call: no log, no queue">
      <Drawing width={narrow ? 342 : 560} height={narrow ? 200 : 104} spoken={DIRECT_SPOKEN}>
        <At x={10} y={4} scale={narrow ? 1.2 : 1.15}>
          <ClientFace part={client} />
        </At>
        <LineDrawing
          line={{
            kind: "flow",
            arrow: true,
            points: narrow
              ? [
                  [60, 74],
                  [60, y + 16],
                  [x - 2, y + 16],
                ]
              : [
                  [172, y + 16],
                  [x - 2, y + 16],
                ],
          }}
          dead={false}
        />
        <LineDrawing
          line={{
            kind: "answer",
            arrow: true,
            points: narrow
              ? [
                  [x, y + 32],
                  [40, y + 32],
                  [40, 76],
                ]
              : [
                  [x, y + 36],
                  [174, y + 36],
                ],
          }}
          dead={false}
        />
        <At x={x} y={y} scale={narrow ? 1.08 : 1.4}>
          <ServiceFace part={service} />
        </At>
        {narrow ? (
          <Note leader={[x + 126, y + 28, x + 126, y + 56]} x={336} y={y + 74} anchor="end" lines={["waiting calls stay the caller’s"]} />
        ) : (
          <Note
            leader={[x + 162, y + 38, x + 162, y + 62]}
            x={x + 240}
            y={92}
            anchor="end"
            lines={["waiting calls stay the caller’s: nobody stores them"]}
          />
        )}
      </Drawing>
    </Figure>
  );
}
