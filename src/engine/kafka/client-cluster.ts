import { definePurpose } from "../sim/chance.ts";
import { hashText } from "../sim/hash.ts";
import { type ConnectionId, NO_TIMER, type TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import { backoff } from "./backoff.ts";
import {
  answered,
  canSend,
  type Disconnected,
  leastLoaded,
  type NetworkClient,
  type NetworkContext,
  type NetworkSettings,
  type NetworkTimers,
  newNetworkClient,
  ready,
  send,
} from "./network-client.ts";
import {
  brokerInfo,
  type ClusterImage,
  type CurrentLeader,
  type Metadata,
  type MetadataResponse,
  NO_LEADER,
  partitionOf,
} from "./protocol.ts";

/**
 * What a producer or consumer knows of the cluster (Kafka's Metadata and NetworkClient.DefaultMetadataUpdater): who leads what, and when
 * to ask again. It asks as soon as something is wanted, one request at a time, with `retry.backoff.ms` between two, which grows while the
 * answers bring nothing new; without a wish after `metadata.max.age.ms` (K-PROD-17).
 */
export interface ClusterClient<C = null> {
  settings: ClusterSettings;
  network: NetworkClient<C>;
  bootstrap: readonly string[];
  /** Whose partitions the client needs. A partition without a leader is a reason to ask again. */
  topics: readonly string[];
  image: ClusterImage | null;
  /** Whom to ask: brokers that are not fenced, by the last answer; else the bootstrap brokers. Frozen. */
  nodes: readonly string[];
  /** Leaders that an error named, newer than the image (KIP-951). */
  learned: Record<string, CurrentLeader>;
  wanted: boolean;
  /** Correlation of the request under way; 0 without one. */
  asking: number;
  lastAnswerAt: Micros;
  /** Of an answer or a failure. */
  lastRefreshAt: Micros;
  /** Requests that failed since the last answer. */
  failures: number;
  /** Answers since the last that named a newer leader. */
  equivalent: number;
  refreshes: number;
  timer: TimerId;
  timerAt: Micros;
}

/** Frozen. */
export interface ClusterSettings {
  readonly network: NetworkSettings;
  /** `metadata.max.age.ms` */
  readonly metadataMaxAgeUs: Micros;
  /** `retry.backoff.ms` and `….max.ms` */
  readonly retryBackoffUs: Micros;
  readonly retryBackoffMaxUs: Micros;
}

export type ClusterTimers = NetworkTimers & { metadata: null };

export interface ClusterContext extends Omit<NetworkContext, "setTimer"> {
  setTimer<K extends keyof ClusterTimers>(name: K, delayUs: Micros, data: ClusterTimers[K]): TimerId;
}

const REFRESH_BACKOFF = definePurpose("metadata backoff");
const NEVER = -1e15;

export function newClusterClient<C>(bootstrap: readonly string[], topics: readonly string[], settings: ClusterSettings): ClusterClient<C> {
  const brokers = Object.freeze(bootstrap.slice());
  return {
    settings,
    network: newNetworkClient(settings.network),
    bootstrap: brokers,
    topics,
    image: null,
    nodes: brokers,
    learned: {},
    wanted: true,
    asking: 0,
    lastAnswerAt: NEVER,
    lastRefreshAt: NEVER,
    failures: 0,
    equivalent: 0,
    refreshes: 0,
    timer: NO_TIMER,
    timerAt: 0,
  };
}

/** A client reads its settings when it is constructed: between two lives. */
export function takeSettings<C>(cluster: ClusterClient<C>, settings: ClusterSettings): void {
  cluster.settings = settings;
  cluster.network.settings = settings.network;
}

/** Something is missing or wrong: metadata is asked for as soon as the backoff allows. */
export function requestUpdate<C>(cluster: ClusterClient<C>, ctx: ClusterContext): void {
  cluster.wanted = true;
  maybeUpdate(cluster, ctx);
}

/** Call whenever a connection was opened or lost, and when the timer `metadata` runs out. */
export function maybeUpdate<C>(cluster: ClusterClient<C>, ctx: ClusterContext): void {
  if (cluster.asking !== 0) return;
  const at = nextUpdateAt(cluster, ctx);
  if (at > ctx.now) return wakeAt(cluster, at, ctx);
  const { network } = cluster;
  let node = leastLoaded(network, cluster.nodes, ctx);
  node ??= leastLoaded(network, cluster.bootstrap, ctx); // KIP-899
  if (node === null) return wakeAt(cluster, ctx.now + network.settings.reconnectBackoffUs, ctx);
  if (canSend(network, node)) {
    const correlation = network.nextCorrelation++;
    send(network, node, { type: "Metadata", correlation } satisfies Metadata, null as C, ctx);
    cluster.asking = correlation;
    cluster.wanted = false;
  } else ready(network, node, ctx); // its opening or its failure brings the next look
}

/** Forward the timer `metadata` to here. */
export function metadataDue<C>(cluster: ClusterClient<C>, ctx: ClusterContext): void {
  cluster.timer = NO_TIMER;
  maybeUpdate(cluster, ctx);
}

function nextUpdateAt<C>(cluster: ClusterClient<C>, ctx: ClusterContext): Micros {
  const { settings, lastAnswerAt, lastRefreshAt, failures, equivalent } = cluster;
  const expiresAt = lastAnswerAt + settings.metadataMaxAgeUs;
  const wantedAt = cluster.wanted ? 0 : expiresAt;
  if (lastRefreshAt === NEVER) return wantedAt;
  const word = ctx.draw(REFRESH_BACKOFF, hashText(ctx.address), cluster.refreshes);
  const steps = Math.max(0, failures - 1, expiresAt <= ctx.now ? 0 : equivalent - 1);
  return Math.max(wantedAt, lastRefreshAt + backoff(settings.retryBackoffUs, settings.retryBackoffMaxUs, steps, word));
}

function wakeAt<C>(cluster: ClusterClient<C>, at: Micros, ctx: ClusterContext): void {
  if (cluster.timer !== NO_TIMER) {
    if (cluster.timerAt === at) return;
    ctx.cancelTimer(cluster.timer);
  }
  cluster.timer = ctx.setTimer("metadata", at - ctx.now, null);
  cluster.timerAt = at;
}

/** Takes an answer; true when it answered the request under way. */
export function metadataReceived<C>(
  cluster: ClusterClient<C>,
  { correlation, image }: MetadataResponse,
  ctx: ClusterContext & { connection: ConnectionId },
): boolean {
  if (answered(cluster.network, ctx.connection, correlation, ctx) === null) return false;
  cluster.asking = 0;
  cluster.failures = 0;
  cluster.refreshes++;
  cluster.lastAnswerAt = ctx.now;
  cluster.lastRefreshAt = ctx.now;
  if (cluster.image === null || image.version >= cluster.image.version) {
    cluster.equivalent = hasNewerLeader(cluster, image) ? 0 : cluster.equivalent + 1;
    cluster.image = image;
    cluster.nodes = Object.freeze(image.brokers.filter(({ fenced }) => !fenced).map(({ name }) => name));
    for (const name of Object.keys(cluster.learned))
      if (cluster.learned[name].leaderEpoch <= epochIn(image, name)) delete cluster.learned[name];
  } else cluster.equivalent++;
  cluster.wanted ||= isMissingSomething(cluster);
  maybeUpdate(cluster, ctx);
  return true;
}

function hasNewerLeader<C>({ image: known, topics }: ClusterClient<C>, image: ClusterImage): boolean {
  if (known === null) return true;
  if (known.version === image.version) return false;
  return image.partitions.some(({ name, topic, leaderEpoch }) => topics.includes(topic) && leaderEpoch > epochIn(known, name));
}

function isMissingSomething<C>(cluster: ClusterClient<C>): boolean {
  const { image, topics } = cluster;
  if (image === null) return true;
  for (const { topic, leader } of image.partitions) if (leader === NO_LEADER && topics.includes(topic)) return true;
  return topics.some((topic) => partitionCount(cluster, topic) === 0);
}

/** Every lost connection is a reason to ask again; a request for metadata among those that failed is tried at another node. */
export function metadataDisconnected<C>(cluster: ClusterClient<C>, { requests }: Disconnected<C>, ctx: ClusterContext): void {
  if (requests.some(({ correlation }) => correlation === cluster.asking)) {
    cluster.asking = 0;
    cluster.failures++;
    cluster.equivalent = 0;
    cluster.refreshes++;
    cluster.lastRefreshAt = ctx.now;
  }
  requestUpdate(cluster, ctx);
}

/** What an error says of the leader is believed at once when it is newer (K-PROD-17, KIP-951). */
export function learnLeader<C>(cluster: ClusterClient<C>, name: string, current: CurrentLeader | undefined): void {
  if (current === undefined || current.leaderEpoch <= leaderEpochOf(cluster, name)) return;
  cluster.learned[name] = { leader: current.leader, leaderEpoch: current.leaderEpoch };
}

export function leaderName<C>({ image, learned }: ClusterClient<C>, partition: string): string | null {
  if (image === null) return null;
  const leader = (learned[partition] ?? partitionOf(image, partition))?.leader ?? NO_LEADER;
  return leader === NO_LEADER ? null : (brokerInfo(image, leader)?.name ?? null);
}

/** -1 while the partition is not known. */
export function leaderEpochOf<C>({ image, learned }: ClusterClient<C>, partition: string): number {
  return learned[partition]?.leaderEpoch ?? (image === null ? -1 : epochIn(image, partition));
}

function epochIn(image: ClusterImage, partition: string): number {
  return partitionOf(image, partition)?.leaderEpoch ?? -1;
}

export function partitionCount<C>({ image }: ClusterClient<C>, topic: string): number {
  return image?.index.topics[topic] ?? 0;
}
