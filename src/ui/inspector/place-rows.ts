import type { RabbitmqNodeView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { brokersUp, groupsOf, leaderOf, partitionName, replicasOf } from "./kafka-cluster.ts";
import { type NowRow, row } from "./now-row.ts";

/** Facts about places that are not processes: a partition, a group, a queue, an exchange. From the views of those that hold them. */

export function partitionRows(lane: readonly FrameProcess[], name: string): NowRow[] {
  const leader = leaderOf(lane, name);
  const newest = leader ?? replicasOf(lane, name).sort((one, other) => other.leaderEpoch - one.leaderEpoch)[0];
  if (newest === undefined) return [row("Replicas", "none is up")];
  return [
    row("Leader", leader === undefined ? "none" : `broker ${leader.leader}`),
    row("Leader epoch", newest.leaderEpoch),
    row(
      "In-sync replicas",
      `${newest.isr.length} of ${newest.replicas.length} (${[...newest.isr].sort((one, other) => one - other).join(", ")})`,
    ),
    row("High watermark", newest.highWatermark),
    row("Log end offset", newest.logEndOffset),
    row("Not readable yet", Math.max(0, newest.logEndOffset - newest.highWatermark)),
    ...groupsOf(lane).flatMap(({ group: { group, committed } }): NowRow[] => {
      const offset = committed.find(({ partition }) => partition === name)?.offset;
      return [row(`${group}, committed`, `${offset ?? "none"}, lag ${Math.max(0, newest.highWatermark - (offset ?? 0))}`)];
    }),
  ];
}

export function groupRows(lane: readonly FrameProcess[], name: string): NowRow[] {
  const known = groupsOf(lane).find(({ group }) => group.group === name);
  if (known === undefined) return [row("Coordinator", "none is up")];
  const { coordinator, group } = known;
  const partitions = new Set(brokersUp(lane).flatMap(({ view }) => view.replicas.map(partitionName)));
  return [
    row("State", group.state),
    row("Generation", group.generation),
    row("Coordinator", coordinator),
    row("Members", group.members.length),
    ...group.members.map(({ clientId, partitions: owned }) => row(clientId, owned.length === 0 ? "no partitions" : owned.join(", "))),
    ...[...partitions].sort().map((partition) => {
      const offset = group.committed.find((entry) => entry.partition === partition)?.offset;
      const leader = leaderOf(lane, partition);
      const lag = leader === undefined ? "no leader" : `lag ${Math.max(0, leader.highWatermark - (offset ?? 0))}`;
      return row(`${partition}, committed`, `${offset ?? "none"}, ${lag}`);
    }),
  ];
}

function nodeOf(lane: readonly FrameProcess[]): RabbitmqNodeView | undefined {
  return lane.find(({ role }) => role === "rabbitmq node")?.view as RabbitmqNodeView | undefined;
}

export function queueRows(lane: readonly FrameProcess[], name: string): NowRow[] {
  const node = nodeOf(lane);
  const queue = node?.queues.find((candidate) => candidate.name === name);
  if (node === undefined || queue === undefined) return [row("Queue", "does not exist")];
  const bindings = node.bindings.filter((binding) => binding.queue === name);
  return [
    row("Type", queue.type),
    row("Durable", queue.durable ? "yes" : "no"),
    row("Bound to", bindings.map(({ exchange, routingKey }) => `${exchange}, ${routingKey}`).join("; ") || "nothing"),
    row("Ready", queue.readyCount),
    row("Of these redelivered", queue.ready.filter(({ redelivered }) => redelivered).length),
    row("Unacked", queue.unackedCount),
    row("Consumers", queue.consumers.length),
    ...queue.consumers.map((tag) => row(tag, `${queue.unacked.filter(({ consumer }) => consumer === tag).length} unacked`)),
  ];
}

export function exchangeRows(lane: readonly FrameProcess[], name: string): NowRow[] {
  const node = nodeOf(lane);
  const exchange = node?.exchanges.find((candidate) => candidate.name === name);
  if (node === undefined || exchange === undefined) return [row("Exchange", "does not exist")];
  return [
    row("Type", exchange.type),
    ...node.bindings
      .filter((binding) => binding.exchange === name)
      .map(({ queue, routingKey }) => row(`Routes to ${queue}`, exchange.type === "fanout" ? "everything" : routingKey)),
  ];
}

/** The service whose consumers these are: what a command names to reach them all. */
export function serviceOf(consumers: readonly { part: string }[]): string | undefined {
  return consumers[0]?.part.replace(/-\d+$/, "");
}
