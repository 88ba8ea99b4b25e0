import { below, definePurpose } from "../sim/chance.ts";
import { hashText, mix } from "../sim/hash.ts";
import { type ConnectionId, type Context, type Message, NO_CONNECTION, NO_TIMER, type TimerId } from "../sim/process.ts";
import type { Micros } from "../sim/time.ts";
import { backoff } from "./backoff.ts";
import { HandshakeTimedOut, RequestTimedOut } from "./events.ts";

/**
 * Kafka's network client (NetworkClient, ClusterConnectionStates, InFlightRequests): connections to nodes, the requests that are
 * unanswered on each, and the limits of both. Every part that asks brokers for something has one: producers, consumers, followers and
 * the broker's channel to the controller.
 *
 * The owner has `NetworkTimers` among its timers and `network` in its state, forwards timers, openings and closings to the functions
 * below, and is handed the requests that failed with a connection. Whenever one of them says that something has changed, it looks again
 * at what it wants to send: `ready` begins a connection or waits for its backoff.
 */
export interface NetworkClient<C = null> {
  settings: NetworkSettings;
  /** By name: that of the broker's process, or one of the owner's for a further connection to the same process. */
  nodes: Record<string, NetworkNode<C>>;
  /** Node names of open connections and of those being opened. */
  byConnection: Record<ConnectionId, string>;
  nextCorrelation: number;
  /** How often a node was chosen by load: where the search begins is drawn. */
  choices: number;
}

/** Frozen and shared by all that have the same. */
export interface NetworkSettings {
  /** `request.timeout.ms` */
  readonly requestTimeoutUs: Micros;
  /** `socket.connection.setup.timeout.ms` and `….max.ms` */
  readonly setupTimeoutUs: Micros;
  readonly setupTimeoutMaxUs: Micros;
  /** `reconnect.backoff.ms` and `….max.ms` */
  readonly reconnectBackoffUs: Micros;
  readonly reconnectBackoffMaxUs: Micros;
  /** `max.in.flight.requests.per.connection` */
  readonly maxInFlight: number;
}

export interface NetworkNode<C> {
  /** Name of the process at the other end. */
  peer: string;
  state: "disconnected" | "connecting" | "ready";
  connection: ConnectionId;
  /** Oldest first. */
  inFlight: InFlight<C>[];
  /** Connections ever begun. */
  attempts: number;
  /** Since the last connection that came about: of any kind, and those whose handshake failed. */
  failures: number;
  failedHandshakes: number;
  lastAttemptAt: Micros;
  /** No new attempt before this. */
  notBefore: Micros;
  /** Limit of the handshake while connecting; end of the backoff while somebody waits for it. */
  timer: TimerId;
}

export interface InFlight<C> {
  correlation: number;
  type: string;
  sentAt: Micros;
  timeoutUs: Micros;
  timer: TimerId;
  /** What the owner has to know when it is answered or fails. Plain data. */
  context: C;
}

/** A connection that ended, with the requests that failed with it, oldest first. */
export interface Disconnected<C> {
  node: string;
  requests: InFlight<C>[];
}

export type NetworkTimers = {
  handshakeTimeout: { node: string };
  reconnect: { node: string };
  requestTimeout: { node: string; correlation: number };
};

type Request = Message & { readonly correlation: number };

// biome-ignore lint/suspicious/noExplicitAny: only the members whose types do not depend on the owner are taken
type Shared = Pick<Context<any>, "now" | "address" | "connect" | "close" | "cancelTimer" | "trace" | "rule" | "absence" | "text" | "draw">;
export interface NetworkContext extends Shared {
  /** Which requests the owner may send, its own type says. */
  send(connection: ConnectionId, message: never): boolean;
  setTimer<K extends keyof NetworkTimers>(name: K, delayUs: Micros, data: NetworkTimers[K]): TimerId;
}

const RECONNECT_BACKOFF = definePurpose("reconnect backoff");
const SETUP_TIMEOUT = definePurpose("connection setup timeout");
const LEAST_LOADED = definePurpose("least loaded node");
const NEVER = -1;

export function newNetworkClient<C>(settings: NetworkSettings): NetworkClient<C> {
  return { settings, nodes: {}, byConnection: {}, nextCorrelation: 1, choices: 0 };
}

/** Whether a request may go to the node now. If not, begins to connect as soon as its backoff allows; the owner is told by a timer or an opening. */
export function ready<C>(network: NetworkClient<C>, name: string, ctx: NetworkContext, peer = name): boolean {
  let node = network.nodes[name];
  if (node === undefined) {
    node = newNode(peer);
    network.nodes[name] = node;
  }
  if (node.state === "ready") return node.inFlight.length < network.settings.maxInFlight;
  if (node.state === "connecting") return false;
  if (ctx.now >= node.notBefore) begin(network, name, node, ctx);
  else if (node.timer === NO_TIMER) node.timer = ctx.setTimer("reconnect", node.notBefore - ctx.now, { node: name });
  return false;
}

/** The same question without a wish. */
export function canSend<C>(network: NetworkClient<C>, name: string): boolean {
  const node = network.nodes[name];
  return node?.state === "ready" && node.inFlight.length < network.settings.maxInFlight;
}

/** Whether the node is known to be away: it disconnected, and its backoff is not over (a request to it would only wait). */
export function isUnavailable<C>(network: NetworkClient<C>, name: string, now: Micros): boolean {
  const node = network.nodes[name];
  return node?.state === "disconnected" && now < node.notBefore;
}

/** Sends to a node that is ready; its answer is due within `timeoutUs`, by default `request.timeout.ms` (K-PROD-15, K-CON-11). */
export function send<C, R extends Request>(
  network: NetworkClient<C>,
  name: string,
  request: R,
  context: C,
  ctx: NetworkContext,
  timeoutUs: Micros = network.settings.requestTimeoutUs,
): void {
  const node = network.nodes[name];
  const { correlation, type } = request;
  ctx.send(node.connection, request as never);
  const timer = ctx.setTimer("requestTimeout", timeoutUs, { node: name, correlation });
  node.inFlight.push({ correlation, type, sentAt: ctx.now, timeoutUs, timer, context });
}

/**
 * Sends what has no answer: written to the socket, it is done, and null is returned. If the socket turns out to be closed, the request has
 * failed with all others on the connection (NetworkClient.handleCompletedSends, cancelInFlightRequests).
 */
export function sendUnanswered<C>(
  network: NetworkClient<C>,
  name: string,
  request: Request,
  context: C,
  ctx: NetworkContext,
): Disconnected<C> | null {
  if (ctx.send(network.nodes[name].connection, request as never)) return null;
  const end = disconnect(network, name, ctx);
  const { correlation, type } = request;
  const { requestTimeoutUs: timeoutUs } = network.settings;
  end?.requests.push({ correlation, type, sentAt: ctx.now, timeoutUs, timer: NO_TIMER, context });
  return end;
}

/** The request that a message on this connection answers; null when nobody waits for it any more. */
export function answered<C>(
  network: NetworkClient<C>,
  connection: ConnectionId,
  correlation: number,
  ctx: NetworkContext,
): InFlight<C> | null {
  const inFlight = network.nodes[network.byConnection[connection]]?.inFlight;
  if (inFlight === undefined) return null;
  for (let i = 0; i < inFlight.length; i++) {
    const request = inFlight[i];
    if (request.correlation !== correlation) continue;
    if (i === 0) inFlight.shift();
    else inFlight.splice(i, 1);
    ctx.cancelTimer(request.timer);
    return request;
  }
  return null;
}

export function nodeOf<C>(network: NetworkClient<C>, connection: ConnectionId): string | null {
  return network.byConnection[connection] ?? null;
}

/** Forward `connections.opened` to here: the node's name, or null when the connection is not this client's. */
export function nodeOpened<C>(network: NetworkClient<C>, connection: ConnectionId, ctx: NetworkContext): string | null {
  const name = network.byConnection[connection];
  if (name === undefined) return null;
  const node = network.nodes[name];
  node.state = "ready";
  node.failures = 0;
  node.failedHandshakes = 0;
  clearTimer(node, ctx);
  return name;
}

/** Forward `connections.closed` to here; null when the connection is not this client's. */
export function nodeClosed<C>(network: NetworkClient<C>, connection: ConnectionId, ctx: NetworkContext): Disconnected<C> | null {
  const name = network.byConnection[connection];
  return name === undefined ? null : disconnected(network, name, ctx);
}

/** Forward the timer `requestTimeout` to here: the connection is given up, and all that is in flight on it fails. */
export function requestTimedOut<C>(
  network: NetworkClient<C>,
  { node: name, correlation }: NetworkTimers["requestTimeout"],
  ctx: NetworkContext,
): Disconnected<C> | null {
  const node = network.nodes[name];
  const request = node?.inFlight.find((candidate) => candidate.correlation === correlation);
  if (node === undefined || request === undefined) return null;
  const waitedMs = (ctx.now - request.sentAt) / 1000;
  ctx.rule("request.timeout.ms", request.timeoutUs / 1000, waitedMs);
  ctx.absence(addressOf(node.peer));
  ctx.trace(RequestTimedOut, -1, ctx.text(addressOf(node.peer)), ctx.text(request.type), waitedMs);
  return disconnect(network, name, ctx);
}

/** Forward the timer `handshakeTimeout` to here: a machine without power does not say that nobody is there. */
export function handshakeTimedOut<C>(
  network: NetworkClient<C>,
  { node: name }: NetworkTimers["handshakeTimeout"],
  ctx: NetworkContext,
): Disconnected<C> | null {
  const node = network.nodes[name];
  if (node?.state !== "connecting") return null;
  const waitedMs = Math.round((ctx.now - node.lastAttemptAt) / 1000);
  ctx.rule("socket.connection.setup.timeout.ms", network.settings.setupTimeoutUs / 1000, waitedMs);
  ctx.absence(addressOf(node.peer));
  ctx.trace(HandshakeTimedOut, -1, ctx.text(addressOf(node.peer)), waitedMs);
  node.timer = NO_TIMER;
  return disconnect(network, name, ctx);
}

/** Forward the timer `reconnect` to here, then look again at what is to be sent. */
export function backoffOver<C>(network: NetworkClient<C>, { node: name }: NetworkTimers["reconnect"]): void {
  const node = network.nodes[name];
  if (node !== undefined) node.timer = NO_TIMER;
}

/** Gives a connection up from this side. Everything in flight on it has failed. */
export function disconnect<C>(network: NetworkClient<C>, name: string, ctx: NetworkContext): Disconnected<C> | null {
  const node = network.nodes[name];
  if (node === undefined || node.state === "disconnected") return null;
  ctx.close(node.connection);
  return disconnected(network, name, ctx);
}

/**
 * The node to ask when any will do: one that is ready with nothing in flight, else the ready one with the least, else one that is being
 * connected, else the one that was not tried for the longest time; null when all wait for their backoff.
 */
export function leastLoaded<C>(network: NetworkClient<C>, names: readonly string[], ctx: NetworkContext): string | null {
  const { length } = names;
  if (length === 0) return null;
  const offset = length === 1 ? 0 : below(ctx.draw(LEAST_LOADED, hashText(ctx.address), network.choices++), length);
  let least = Number.POSITIVE_INFINITY;
  let usable: string | null = null;
  let connecting: string | null = null;
  let idle: string | null = null;
  let idleSince = Number.POSITIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const name = names[(offset + i) % length];
    const node = network.nodes[name];
    if (node === undefined || node.state === "disconnected") {
      const since = node === undefined ? NEVER : node.lastAttemptAt;
      if ((node === undefined || ctx.now >= node.notBefore) && since < idleSince) {
        idle = name;
        idleSince = since;
      }
    } else if (node.state === "connecting") connecting = name;
    else if (node.inFlight.length < Math.min(least, network.settings.maxInFlight)) {
      least = node.inFlight.length;
      usable = name;
      if (least === 0) return name;
    }
  }
  return usable ?? connecting ?? idle;
}

/** A process's name without its lane, as the history knows it. */
function addressOf(peer: string): string {
  return peer.slice(peer.lastIndexOf("/") + 1);
}

function newNode<C>(peer: string): NetworkNode<C> {
  return {
    peer,
    state: "disconnected",
    connection: NO_CONNECTION,
    inFlight: [],
    attempts: 0,
    failures: 0,
    failedHandshakes: 0,
    lastAttemptAt: NEVER,
    notBefore: 0,
    timer: NO_TIMER,
  };
}

function begin<C>(network: NetworkClient<C>, name: string, node: NetworkNode<C>, ctx: NetworkContext): void {
  clearTimer(node, ctx);
  node.state = "connecting";
  node.connection = ctx.connect(node.peer);
  node.attempts++;
  node.lastAttemptAt = ctx.now;
  network.byConnection[node.connection] = name;
  const { setupTimeoutUs, setupTimeoutMaxUs } = network.settings;
  const word = ctx.draw(SETUP_TIMEOUT, chanceOf(node, ctx), node.attempts);
  const limitUs = backoff(setupTimeoutUs, setupTimeoutMaxUs, node.failedHandshakes, word);
  node.timer = ctx.setTimer("handshakeTimeout", limitUs, { node: name });
}

function disconnected<C>(network: NetworkClient<C>, name: string, ctx: NetworkContext): Disconnected<C> {
  const node = network.nodes[name];
  const { settings } = network;
  delete network.byConnection[node.connection];
  clearTimer(node, ctx);
  if (node.state === "connecting") node.failedHandshakes++;
  else node.failedHandshakes = 0;
  const word = ctx.draw(RECONNECT_BACKOFF, chanceOf(node, ctx), node.attempts);
  node.notBefore = ctx.now + backoff(settings.reconnectBackoffUs, settings.reconnectBackoffMaxUs, node.failures, word);
  node.failures++;
  node.lastAttemptAt = ctx.now;
  node.state = "disconnected";
  node.connection = NO_CONNECTION;
  const requests = node.inFlight;
  node.inFlight = [];
  for (const { timer } of requests) ctx.cancelTimer(timer);
  return { node: name, requests };
}

function clearTimer<C>(node: NetworkNode<C>, ctx: NetworkContext): void {
  if (node.timer !== NO_TIMER) ctx.cancelTimer(node.timer);
  node.timer = NO_TIMER;
}

/** Equal parts of two lanes share their luck. */
function chanceOf<C>(node: NetworkNode<C>, ctx: NetworkContext): number {
  return mix(hashText(ctx.address), hashText(addressOf(node.peer)));
}
