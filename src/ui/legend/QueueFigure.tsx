import { ConsumerFace } from "../rabbitmq/ConsumerFace.tsx";
import { QueueFace } from "../rabbitmq/QueueFace.tsx";
import { RABBITMQ_MEASURES } from "../rabbitmq/rabbitmq-measures.ts";
import { LineDrawing } from "../stage/line-edges.tsx";
import { At, Drawing, Figure, Note } from "./Figure.tsx";
import { samplePart } from "./SampleWorld.tsx";

const { consumer: CONSUMER, head, pipe } = RABBITMQ_MEASURES.roomy;
const QUEUE_HEIGHT = head + pipe;
const widePipe = samplePart("node-1", "payment", 330, QUEUE_HEIGHT);
const narrowPipe = samplePart("node-1", "payment", 242, QUEUE_HEIGHT);
const working = samplePart("payment-2", "payment-2", CONSUMER.width, CONSUMER.height);
const crashed = samplePart("payment-1", "payment-1", 132, CONSUMER.height);

const SPOKEN =
  "The queue payment as a pipe: messages enter at the left, the head is at the right. 17, 18 and 19 are ready: they may be delivered. Behind a " +
  "dashed partition 14, 15 and 16 are dashed outlines: unacked, still the queue's until basic.ack. A line leads to payment-2, whose three " +
  "prefetch slots hold 14, 15 and 16; the slot at work has a heavy frame. payment-1 is crashed, in red hatch: what it held went back to the queue.";

export function QueueFigure({ narrow }: { narrow: boolean }) {
  return (
    <Figure number={7} title="Queue: a cutaway pipe with its head at the right" wide>
      {narrow ? <NarrowQueue /> : <WideQueue />}
    </Figure>
  );
}

function WideQueue() {
  return (
    <Drawing width={1160} height={186} spoken={SPOKEN}>
      <At x={16} y={8} scale={1.6}>
        <QueueFace part={widePipe} />
      </At>
      <LineDrawing
        line={{
          kind: "flow",
          arrow: true,
          points: [
            [551, 67],
            [604, 67],
          ],
        }}
        dead={false}
      />
      <At x={606} y={38} scale={1.6}>
        <ConsumerFace part={working} />
      </At>
      <At x={942} y={38} scale={1.6}>
        <ConsumerFace part={crashed} />
      </At>
      <Note leader={[42, 67, 42, 132]} x={20} y={150} lines={["messages enter here"]} />
      <Note leader={[336, 84, 336, 132]} x={336} y={150} anchor="end" lines={["ready: may be delivered"]} />
      <Note leader={[472, 82, 472, 132]} x={384} y={150} lines={["unacked: still the queue’s until basic.ack"]} />
      <Note leader={[805, 84, 805, 132]} x={690} y={150} lines={["heavy frame: at work; prefetch = 3 slots"]} />
      <Note leader={[1136, 88, 1136, 154]} x={1152} y={172} anchor="end" lines={["down: what it held went back to the queue"]} />
    </Drawing>
  );
}

function NarrowQueue() {
  return (
    <Drawing width={342} height={346} spoken={SPOKEN}>
      <At x={7} y={6} scale={1.35}>
        <QueueFace part={narrowPipe} />
      </At>
      <Note leader={[161, 66, 161, 94]} x={172} y={110} anchor="end" lines={["ready: may be delivered"]} />
      <Note leader={[276, 64, 276, 118]} x={336} y={134} anchor="end" lines={["unacked: still the queue’s until basic.ack"]} />
      <LineDrawing
        line={{
          kind: "flow",
          arrow: true,
          points: [
            [16, 84],
            [16, 179],
            [40, 179],
          ],
        }}
        dead={false}
      />
      <At x={42} y={152} scale={1.5}>
        <ConsumerFace part={working} />
      </At>
      <Note leader={[229, 194, 229, 220]} x={336} y={236} anchor="end" lines={["heavy frame: at work; prefetch = 3 slots"]} />
      <At x={42} y={254} scale={1.5}>
        <ConsumerFace part={crashed} />
      </At>
      <Note leader={[228, 298, 228, 320]} x={42} y={336} lines={["down: what it held went back to the queue"]} />
    </Drawing>
  );
}
