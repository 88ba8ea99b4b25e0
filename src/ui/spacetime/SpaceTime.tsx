import { useMemo } from "react";
import { useDesk } from "../state/desk.ts";
import { seek, shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { Token } from "../tokens/Token.tsx";

const LEFT = 120;
const ROW = 24;
const WIDTH = 1280;

interface Arrow {
  id: number;
  from: number;
  to: number;
  sentAt: number;
  at: number;
  lost: boolean;
  carriesToken: boolean;
  type: string;
}

interface Story {
  processes: number[];
  arrows: Arrow[];
  work: { process: number; from: number; to: number }[];
  downs: { process: number; from: number; to: number }[];
  from: number;
  to: number;
}

/** One line per process, time to the right, one arrow per message that carried the selected one: its whole way through a lane. */
export function SpaceTime() {
  const selected = useDesk((desk) => desk.selectedMessage);
  const why = useDesk((desk) => desk.why);
  const laneShown = useDesk((desk) => desk.laneShown);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const version = useWorld((world) => world.historyVersion);
  const at = usePlayback((state) => Math.floor(shownUs(state) / 50_000) * 50_000);
  const lane = why?.question.lane ?? Math.min(laneShown, lanes.length - 1);
  const message = selected ?? why?.question.message ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the history, which grows in place
  const story = useMemo(() => (message === null ? null : storyOf(message, lane)), [message, lane, version]);
  const { roster } = useWorld.getState();
  if (message === null || story === null || story.arrows.length === 0) {
    return (
      <p className="empty-note">
        Choose a message (a token, a row of Messages, a mark of the timeline) to see its way from process to process.
      </p>
    );
  }
  const span = Math.max(1, story.to - story.from);
  const x = (us: number) => LEFT + ((us - story.from) / span) * (WIDTH - LEFT - 30);
  const y = (process: number) => 16 + story.processes.indexOf(process) * ROW;
  const height = 16 + story.processes.length * ROW + 14;
  const stepMarks = why?.question.message === message ? (why.card?.steps ?? []) : [];
  return (
    <div className="spacetime">
      <div className="spacetime-scroll" tabIndex={0} role="region" aria-label={`The way of message ${message}`}>
        <svg className="face" viewBox={`0 0 ${WIDTH} ${height}`} width={WIDTH} height={height} aria-hidden="true">
          {story.processes.map((process) => (
            <g key={process}>
              <text className="name end" x={LEFT - 12} y={y(process) + 4}>
                {roster[process]?.part}
              </text>
              <line className="underline" x1={LEFT - 4} x2={WIDTH - 30} y1={y(process)} y2={y(process)} />
            </g>
          ))}
          {story.downs.map(({ process, from, to }) => (
            <g key={`${process}.${from}`}>
              <line
                className="life-gone"
                x1={x(Math.max(from, story.from))}
                x2={x(Math.min(to, story.to))}
                y1={y(process)}
                y2={y(process)}
              />
              {from >= story.from && <path className="cross" d={`M${x(from) - 5},${y(process) - 5}l10,10m0,-10l-10,10`} />}
            </g>
          ))}
          {story.work.map(({ process, from, to }) => (
            <rect
              key={`${process}.${from}`}
              className="work-bar"
              x={x(from)}
              y={y(process) - 5}
              width={Math.max(2, x(Math.min(to, story.to)) - x(from))}
              height={10}
            />
          ))}
          {story.arrows
            .filter(({ sentAt }) => sentAt <= at)
            .map(({ id, from, to, sentAt, at: arrived, lost, carriesToken, type }) => (
              <g key={id} className="way" onClick={() => seek(arrived)}>
                <title>{`${type}, ${(sentAt / 1e6).toFixed(3)} to ${(arrived / 1e6).toFixed(3)} s`}</title>
                <line
                  className={lost ? "line-flow line-dead" : carriesToken ? "line-flow" : "line-answer"}
                  x1={x(sentAt)}
                  y1={y(from)}
                  x2={x(arrived)}
                  y2={y(to)}
                />
                {lost ? (
                  <path className="cross" d={`M${x(arrived) - 5},${y(to) - 5}l10,10m0,-10l-10,10`} />
                ) : (
                  <circle className="arrival" cx={x(arrived)} cy={y(to)} r={2.6} />
                )}
                {carriesToken && <Token message={message} x={x(sentAt)} y={y(from)} r={7} />}
              </g>
            ))}
          {stepMarks.map((step, index) => {
            const process = roster.findIndex(({ name }) => name === step.processes[0]);
            if (!story.processes.includes(process)) return null;
            return (
              <g key={step.at + step.title} transform={`translate(${x(step.at) + 2},${y(process) - 11})`}>
                <circle className={index === why?.step ? "balloon balloon-now" : "balloon"} r={9} />
                <text className="balloon-number" y={4}>
                  {index + 1}
                </text>
              </g>
            );
          })}
          {at >= story.from && at <= story.to && <line className="playhead" x1={x(at)} x2={x(at)} y1={0} y2={height - 14} />}
          {[0, 0.25, 0.5, 0.75, 1].map((share) => (
            <text key={share} className="small center" x={x(story.from + share * span)} y={height - 2}>
              {((story.from + share * span) / 1e6).toFixed(1)} s
            </text>
          ))}
        </svg>
        <ol className="visually-hidden">
          {story.arrows.map(({ id, from, to, sentAt, at: arrived, lost, type }) => (
            <li key={id}>
              {(sentAt / 1e6).toFixed(3)} s: {roster[from]?.part} sent {type} to {roster[to]?.part},{" "}
              {lost ? "lost" : `arrived ${(arrived / 1e6).toFixed(3)} s`}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

const ANSWERS = /Response|ack|nack|Applied|Answer|OffsetCommit|return/;

/** Everything of the history that has to do with one message in one lane. */
function storyOf(message: number, lane: number): Story {
  const { history, roster } = useWorld.getState();
  const arrows: Arrow[] = [];
  const work: Story["work"] = [];
  const begun = new Map<number, number>();
  const involved = new Set<number>();
  const downAt = new Map<number, number>();
  const downs: Story["downs"] = [];
  for (let id = 0; id < history.length; id++) {
    const process = history.process(id);
    if (process < 0 || roster[process]?.lane !== lane) continue;
    const kind = history.kind(id);
    const at = history.at(id);
    if (kind === "ProcessCrashed" || kind === "MachineLost") {
      downAt.set(process, at);
      if (begun.has(process)) {
        work.push({ process, from: begun.get(process) ?? at, to: at });
        begun.delete(process);
      }
    }
    if (kind === "ProcessStarted" && downAt.has(process)) {
      downs.push({ process, from: downAt.get(process) ?? 0, to: at });
      downAt.delete(process);
    }
    if (history.message(id) !== message) continue;
    if (kind === "PacketDelivered" || kind === "PacketLost") {
      const from = history.a(id);
      const type = history.text(history.c(id));
      arrows.push({
        id,
        from,
        to: process,
        sentAt: at - history.b(id),
        at,
        lost: kind === "PacketLost",
        carriesToken: !ANSWERS.test(type) || type === "FetchResponse",
        type,
      });
      involved.add(from).add(process);
    } else if (kind === "WorkBegun") begun.set(process, at);
    else if ((kind === "WorkDone" || kind === "WorkFailed") && begun.has(process)) {
      work.push({ process, from: begun.get(process) ?? at, to: at });
      begun.delete(process);
    }
  }
  for (const [process, from] of downAt) downs.push({ process, from, to: Number.POSITIVE_INFINITY });
  const from = Math.min(...arrows.map(({ sentAt }) => sentAt)) - 100_000;
  const to = Math.max(...arrows.map(({ at }) => at)) + 200_000;
  const order = (process: number) => {
    const role = roster[process]?.role ?? "";
    return /producer|publisher|client/.test(role) ? 0 : /broker|node/.test(role) ? 1 : /database/.test(role) ? 3 : 2;
  };
  const processes = [...involved].sort((one, other) => order(one) - order(other) || one - other);
  return { processes, arrows, work, downs: downs.filter(({ process }) => involved.has(process)), from, to };
}
