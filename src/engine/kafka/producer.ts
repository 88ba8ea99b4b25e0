import type { ClientLibrary } from "../delivery/client-library.ts";
import { takesWire } from "../delivery/wire.ts";
import { NO_TIMER } from "../sim/process.ts";
import {
  learnLeader,
  maybeUpdate,
  metadataDue,
  metadataReceived,
  newClusterClient,
  partitionCount,
  requestUpdate,
  takeSettings,
} from "./client-cluster.ts";
import { refreshesMetadata } from "./errors.ts";
import {
  answered,
  backoffOver,
  canSend,
  type Disconnected,
  handshakeTimedOut,
  leastLoaded,
  nodeClosed,
  nodeOpened,
  ready,
  requestTimedOut,
  send,
} from "./network-client.ts";
import { accumulate, blockedTooLong, complete, deliveryTimedOut, drain, failBatch, findBatch, requestsFailed } from "./producer-sender.ts";
import type { ProducerContext, ProducerState, ProducerTypes, Taken } from "./producer-state.ts";

/** Kafka's producer client. A restarted process has a new identity and nothing in memory (K-PROD-40). */
export const kafkaProducer: ClientLibrary<ProducerTypes> = {
  role: "kafka producer",
  initial: ({ publishes, bootstrap, config }) => ({
    publishes,
    config,
    cluster: newClusterClient(bootstrap, [...new Set(publishes.map(({ topic }) => topic))], config.cluster),
    producerId: -1,
    producerEpoch: 0,
    askingForId: 0,
    idTimer: NO_TIMER,
    sequences: {},
    unassigned: [],
    queues: {},
    busy: [],
    doubtful: [],
    drainTimer: NO_TIMER,
    drainAt: 0,
    nextBatch: 1,
    sent: 0,
    confirmed: 0,
    refused: 0,
    unresolved: 0,
    closing: false,
    closed: false,
  }),
  boot: (state, ctx) => requestUpdate(state.cluster, ctx),
  configure(state, { publishes, config }) {
    state.publishes = publishes;
    state.config = config;
    takeSettings(state.cluster, config.cluster);
  },
  survives: ({ publishes, config, cluster, sent, confirmed, refused, unresolved }) => ({
    ...kafkaProducer.initial({ publishes, bootstrap: cluster.bootstrap, config }),
    sent,
    confirmed,
    refused,
    unresolved,
  }),
  on: {
    MetadataResponse(state, response, ctx) {
      if (!metadataReceived(state.cluster, response, ctx)) return;
      const known = state.unassigned.filter(({ topic }) => partitionCount(state.cluster, topic) > 0);
      if (known.length > 0) state.unassigned = state.unassigned.filter((one) => !known.includes(one));
      for (const { message, topic, timer } of known) {
        ctx.cancelTimer(timer);
        accumulate(state, message, topic, ctx);
      }
      proceed(state, ctx);
    },
    InitProducerIdResponse(state, { correlation, producerId }, ctx) {
      if (answered(state.cluster.network, ctx.connection, correlation, ctx) === null) return;
      state.askingForId = 0;
      state.producerId = producerId;
      proceed(state, ctx);
    },
    ProduceResponse(state, { correlation, partitions }, ctx) {
      const request = answered(state.cluster.network, ctx.connection, correlation, ctx);
      if (request === null) return;
      let stale = false;
      for (const { name, error, baseOffset, currentLeader } of partitions) {
        const taken = request.context?.find(({ partition }) => partition === name);
        const batch = taken === undefined ? undefined : findBatch(state, taken);
        if (batch === undefined) continue; // given up meanwhile
        if (error === "NONE") complete(state, batch, baseOffset, ctx);
        else failBatch(state, batch, error, ctx);
        learnLeader(state.cluster, name, currentLeader);
        stale ||= refreshesMetadata(error);
      }
      if (stale) requestUpdate(state.cluster, ctx);
      proceed(state, ctx);
    },
  },
  calls: {
    hand(state, messages, ctx) {
      for (const message of messages)
        for (const wire of state.publishes) if (takesWire(wire, message)) accumulate(state, message, wire.topic, ctx);
      drain(state, ctx); // a batch may be full
    },
    settle() {},
    /** close(): everything that was handed over is sent or given up first. */
    close(state, _, ctx) {
      state.closing = true;
      proceed(state, ctx);
    },
  },
  timers: {
    drain(state, _, ctx) {
      state.drainTimer = NO_TIMER;
      proceed(state, ctx); // with acks=0 sending was all
    },
    producerId(state, _, ctx) {
      state.idTimer = NO_TIMER;
      proceed(state, ctx);
    },
    maxBlock(state, { message, topic }, ctx) {
      blockedTooLong(state, message, topic, ctx);
      closeWhenDone(state, ctx);
    },
    deliveryTimeout(state, expired, ctx) {
      deliveryTimedOut(state, expired, ctx);
      proceed(state, ctx);
    },
    metadata(state, _, ctx) {
      metadataDue(state.cluster, ctx);
      proceed(state, ctx);
    },
    reconnect(state, node, ctx) {
      backoffOver(state.cluster.network, node);
      proceed(state, ctx);
    },
    handshakeTimeout: (state, node, ctx) => disconnected(state, handshakeTimedOut(state.cluster.network, node, ctx), ctx),
    requestTimeout: (state, request, ctx) => disconnected(state, requestTimedOut(state.cluster.network, request, ctx), ctx),
  },
  connections: {
    opened(state, connection, ctx) {
      if (nodeOpened(state.cluster.network, connection, ctx) === null) return;
      maybeUpdate(state.cluster, ctx);
      proceed(state, ctx);
    },
    closed: (state, connection, _reason, ctx) => disconnected(state, nodeClosed(state.cluster.network, connection, ctx), ctx),
  },
  view: ({ publishes, config, producerId, sent, confirmed, refused, unresolved, queues, unassigned }) => {
    const batches = Object.values(queues).flat();
    const numbers = (inFlight: boolean) =>
      batches.filter((batch) => batch.inFlight === inFlight).flatMap(({ records }) => records.map(({ message }) => message));
    return {
      topic: publishes[0]?.topic ?? "",
      acks: config.acks === -1 ? "all" : String(config.acks),
      idempotent: config.idempotent,
      producerId,
      sent,
      confirmed,
      refused,
      unresolved,
      waiting: numbers(true),
      buffered: [...numbers(false), ...unassigned.map(({ message }) => message.number)],
    };
  },
};

/** What the sender's thread does whenever something has changed. */
function proceed(state: ProducerState, ctx: ProducerContext): void {
  askForId(state, ctx);
  drain(state, ctx);
  closeWhenDone(state, ctx);
}

/** A connection is lost or was given up. */
function disconnected(state: ProducerState, end: Disconnected<Taken> | null, ctx: ProducerContext): void {
  if (end === null) return;
  requestsFailed(state, end, ctx);
  if (end.requests.some(({ correlation }) => correlation === state.askingForId)) {
    state.askingForId = 0;
    state.idTimer = ctx.setTimer("producerId", state.config.cluster.retryBackoffUs, null);
  }
  proceed(state, ctx);
}

function closeWhenDone(state: ProducerState, ctx: ProducerContext): void {
  if (!state.closing || state.closed || state.unassigned.length > 0 || state.busy.length > 0) return;
  state.closed = true;
  ctx.tell({ what: "closed" });
}

/** K-PROD-40: before its first batch, from any broker. */
function askForId(state: ProducerState, ctx: ProducerContext): void {
  if (!state.config.idempotent || state.producerId >= 0 || state.askingForId !== 0 || state.idTimer !== NO_TIMER) return;
  const { network, nodes } = state.cluster;
  const node = leastLoaded(network, nodes, ctx);
  if (node === null) return; // the metadata's timer looks again
  if (!canSend(network, node)) {
    ready(network, node, ctx);
    return;
  }
  state.askingForId = network.nextCorrelation++;
  send(network, node, { type: "InitProducerId", correlation: state.askingForId }, null, ctx);
}
