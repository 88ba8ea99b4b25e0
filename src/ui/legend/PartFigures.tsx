import type { ExchangeType } from "../../engine/rabbitmq/settings-types.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { Body, Condition } from "../parts/Body.tsx";
import { CutOffMark } from "../parts/Trouble.tsx";
import { BindingFace, ExchangeFace } from "../rabbitmq/ExchangeFace.tsx";
import { EXCHANGE_RADIUS } from "../rabbitmq/rabbitmq-measures.ts";
import { Balloon } from "../stage/Balloon.tsx";
import { Figure } from "./Figure.tsx";
import { samplePart } from "./SampleWorld.tsx";
import { sampleProcesses } from "./sample.ts";

const BODY = { width: 128, height: 78 };
type Drawn = Exclude<FrameProcess["status"], "stopped">;
const BODIES: Readonly<Record<Drawn, { name: string; does: string }>> = {
  up: { name: "running", does: "ink frame" },
  crashed: { name: "crashed", does: "or without power" },
  frozen: { name: "frozen", does: "a pause; contents unchanged" },
};
const CONDITIONS = Object.keys(BODIES) as Drawn[];

export function BodyFigure() {
  return (
    <Figure number={10} title="States of a broker, a node or a service">
      <ul className="legend-bodies">
        {CONDITIONS.map((status, i) => (
          <li key={status}>
            <svg className="face legend-drawing" width={BODY.width} height={BODY.height} aria-hidden="true">
              <Body {...BODY} status={status} selected={false} />
              <text className={status === "crashed" ? "name alarm" : "name"} x={10} y={20}>
                Broker {i + 1}
              </text>
              <Condition process={{ ...sampleProcesses[0], status, since: 5_200_000 }} x={8} y={BODY.height - 25} width={BODY.width - 16} />
            </svg>
            <b>{BODIES[status].name}</b>
            <span>{BODIES[status].does}</span>
          </li>
        ))}
        <li>
          <svg className="face legend-drawing" width={BODY.width} height={BODY.height} aria-hidden="true">
            <Body {...BODY} status="up" selected={false} />
            <text className="name" x={10} y={20}>
              Broker 4
            </text>
            <CutOffMark x={0} y={0} {...BODY} />
          </svg>
          <b>cut off</b>
          <span>it runs, and nobody reaches it</span>
        </li>
      </ul>
    </Figure>
  );
}

const EXCHANGES: Readonly<Record<ExchangeType, { key: string; does: string }>> = {
  direct: { key: "placed", does: "to queues bound with that very key" },
  fanout: { key: "any key", does: "to every bound queue" },
  topic: { key: "order.*", does: "to queues whose pattern fits the key" },
};
const EXCHANGE_TYPES = Object.keys(EXCHANGES) as ExchangeType[];

export function ExchangeFigure() {
  return (
    <Figure number={12} title="Exchange types, and the routing key on its line">
      <ul className="legend-exchanges">
        {EXCHANGE_TYPES.map((type) => {
          const { key, does } = EXCHANGES[type];
          const size = 2 * EXCHANGE_RADIUS;
          return (
            <li key={type}>
              <svg className="face legend-drawing" width={size * 1.1 + 100} height={size * 1.1} aria-hidden="true">
                <path className="line-flow" d={`M${size * 1.1},${size * 0.55}h96`} />
                <g transform="scale(1.1)">
                  <ExchangeFace part={samplePart("node-1", "orders", size, size, { type })} />
                </g>
                <g transform={`translate(${size * 1.1 + 14},${size * 0.55 - 11})`}>
                  <BindingFace part={samplePart("", key, 66, 22)} />
                </g>
              </svg>
              <b>{type}</b>
              <span>{does}</span>
            </li>
          );
        })}
      </ul>
    </Figure>
  );
}

export function EvidenceFigure() {
  return (
    <Figure number={13} title="Numbered evidence">
      <div className="legend-evidence">
        <svg className="face legend-drawing" width={150} height={36} viewBox="0 0 100 24" aria-hidden="true">
          {[1, 2, 3, 4].map((number) => (
            <Balloon key={number} x={number * 23 - 10} y={12} number={number} now={number === 4} />
          ))}
        </svg>
        <p>One number, three places: on the card, on the drawing, on the timeline. The step you look at is yellow.</p>
      </div>
      <p className="legend-remark">
        Highlighter yellow means one thing: look here. Red is for faults and broken promises, and for nothing else.
      </p>
    </Figure>
  );
}
