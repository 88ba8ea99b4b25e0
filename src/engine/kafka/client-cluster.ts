import type { ConnectionId, Context } from "../sim/process.ts";
import { type ClientRequest, type ClusterImage, type CurrentLeader, NO_LEADER, partitionOf } from "./protocol.ts";

/**
 * What every client keeps of the cluster: its metadata and one connection to each broker that it talks to. Metadata comes from any broker
 * that answers (K-PROD-17); until it is refreshed, the client goes on with what it has.
 */
export interface ClusterClient {
  bootstrap: readonly string[];
  image: ClusterImage | null;
  /** By broker process name. */
  connections: Record<string, { id: ConnectionId; open: boolean }>;
  refreshing: boolean;
  /** Metadata is wanted as soon as there is somebody to ask. */
  stale: boolean;
  /** Which bootstrap broker to ask next. */
  nextBootstrap: number;
  nextCorrelation: number;
}

/** The owner's timer for the next attempt at metadata. */
export const METADATA_RETRY_US = 100_000;

// biome-ignore lint/suspicious/noExplicitAny: only the members whose types do not depend on the owner are taken
interface ClientContext extends Pick<Context<any>, "connect" | "close"> {
  send(connection: ConnectionId, message: ClientRequest): boolean;
}

export function newClusterClient(bootstrap: readonly string[]): ClusterClient {
  return { bootstrap, image: null, connections: {}, refreshing: false, stale: true, nextBootstrap: 0, nextCorrelation: 1 };
}

export function leaderName(cluster: ClusterClient, partition: string): string | null {
  const state = cluster.image === null ? undefined : partitionOf(cluster.image, partition);
  if (state === undefined || state.leader === NO_LEADER) return null;
  return cluster.image?.brokers.find(({ broker }) => broker === state.leader)?.name ?? null;
}

/** -1 while the partition is not known. */
export function leaderEpochOf(cluster: ClusterClient, partition: string): number {
  return (cluster.image === null ? undefined : partitionOf(cluster.image, partition))?.leaderEpoch ?? -1;
}

/** What an error says of the leader is believed at once when it is newer (K-PROD-17, KIP-951). */
export function learnLeader(cluster: ClusterClient, name: string, current: CurrentLeader | undefined): void {
  const { image } = cluster;
  if (image === null || current === undefined || current.leaderEpoch <= leaderEpochOf(cluster, name)) return;
  const partitions = image.partitions.map((partition) =>
    partition.name === name ? Object.freeze({ ...partition, ...current }) : partition,
  );
  cluster.image = Object.freeze({ ...image, partitions: Object.freeze(partitions) });
}

export function partitionCount(cluster: ClusterClient, topic: string): number {
  return cluster.image?.partitions.filter((partition) => partition.topic === topic).length ?? 0;
}

/** The open connection to a broker; begins one when there is none. */
export function connectionTo(cluster: ClusterClient, broker: string, ctx: ClientContext): ConnectionId | null {
  const known = cluster.connections[broker];
  if (known === undefined) cluster.connections[broker] = { id: ctx.connect(broker), open: false };
  return known?.open ? known.id : null;
}

/** Asks an open connection for metadata, else opens one to the next bootstrap broker, whose opening asks. */
export function refreshMetadata(cluster: ClusterClient, ctx: ClientContext): void {
  const open = Object.values(cluster.connections).find((connection) => connection.open);
  if (open !== undefined) {
    if (cluster.refreshing) return;
    cluster.refreshing = ctx.send(open.id, { type: "Metadata", correlation: cluster.nextCorrelation++ });
    cluster.stale = false;
    return;
  }
  cluster.stale = true;
  const broker = cluster.bootstrap[cluster.nextBootstrap % cluster.bootstrap.length];
  cluster.nextBootstrap++;
  connectionTo(cluster, broker, ctx);
}

export function metadataReceived(cluster: ClusterClient, image: ClusterImage): void {
  cluster.refreshing = false;
  if (cluster.image === null || image.version >= cluster.image.version) cluster.image = image;
}

/** The broker of a connection, marked open; null when it is not one of the cluster's. */
export function clusterOpened(cluster: ClusterClient, connection: ConnectionId): string | null {
  const broker = brokerOf(cluster, connection);
  if (broker !== null) cluster.connections[broker].open = true;
  return broker;
}

export function clusterClosed(cluster: ClusterClient, connection: ConnectionId): string | null {
  const broker = brokerOf(cluster, connection);
  if (broker === null) return null;
  delete cluster.connections[broker];
  cluster.stale ||= cluster.refreshing;
  cluster.refreshing = false;
  return broker;
}

export function brokerOf(cluster: ClusterClient, connection: ConnectionId): string | null {
  for (const [broker, { id }] of Object.entries(cluster.connections)) if (id === connection) return broker;
  return null;
}
