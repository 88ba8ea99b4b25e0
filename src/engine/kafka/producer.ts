import { bootApplication, newApplication, setShare, takeArrivals } from "../delivery/producer-application.ts";
import type { ProcessDefinition } from "../sim/process.ts";
import {
  clusterClosed,
  clusterOpened,
  learnLeader,
  METADATA_RETRY_US,
  metadataReceived,
  newClusterClient,
  partitionCount,
  refreshMetadata,
} from "./client-cluster.ts";
import { refreshesMetadata } from "./errors.ts";
import {
  accumulate,
  blockedTooLong,
  complete,
  deliveryTimedOut,
  drain,
  failBatch,
  failRequests,
  findBatch,
  takeRequest,
} from "./producer-sender.ts";
import type { ProducerContext, ProducerState, ProducerTypes } from "./producer-state.ts";

/** An application with Kafka's producer client in it. A restarted process has a new identity and nothing in memory (K-PROD-40). */
export const producerProcess: ProcessDefinition<ProducerTypes> = {
  role: "kafka producer",
  initial: ({ topic, bootstrap, config, messages, share }) => ({
    topic,
    config,
    application: newApplication(messages, share),
    cluster: newClusterClient(bootstrap),
    producerId: -1,
    producerEpoch: 0,
    askedForId: false,
    sequences: {},
    unassigned: [],
    queues: {},
    inFlight: [],
    nextBatch: 1,
    sent: 0,
    confirmed: 0,
    refused: 0,
    unresolved: 0,
    closing: false,
  }),
  boot(state, ctx) {
    bootApplication(state.application, ctx);
    refreshMetadata(state.cluster, ctx);
  },
  configure(state, { config }) {
    state.config = config;
  },
  survives: ({ topic, config, application, cluster, sent, confirmed, refused, unresolved }) => ({
    ...producerProcess.initial({ topic, bootstrap: cluster.bootstrap, config, messages: application.messages, share: application.share }),
    sent,
    confirmed,
    refused,
    unresolved,
  }),
  on: {
    MetadataResponse(state, { image }, ctx) {
      metadataReceived(state.cluster, image);
      askForId(state, ctx);
      if (partitionCount(state.cluster, state.topic) > 0) for (const message of state.unassigned.splice(0)) accumulate(state, message, ctx);
      else if (state.unassigned.length > 0) ctx.setTimer("metadata", METADATA_RETRY_US, null);
      drain(state, ctx);
    },
    InitProducerIdResponse(state, { producerId }, ctx) {
      if (state.producerId < 0) state.producerId = producerId;
      drain(state, ctx);
    },
    ProduceResponse(state, { correlation, partitions }, ctx) {
      const request = takeRequest(state, correlation);
      if (request === null) return;
      ctx.cancelTimer(request.timer);
      let stale = false;
      for (const { name, error, baseOffset, currentLeader } of partitions) {
        const taken = request.batches.find(({ partition }) => partition === name);
        const batch = taken === undefined ? undefined : findBatch(state, taken);
        if (batch === undefined) continue; // given up meanwhile
        if (error === "NONE") complete(state, batch, baseOffset, ctx);
        else failBatch(state, batch, error, ctx);
        learnLeader(state.cluster, name, currentLeader);
        stale ||= refreshesMetadata(error);
      }
      if (stale) refreshMetadata(state.cluster, ctx);
      drain(state, ctx);
      exitWhenDone(state, ctx);
    },
    SetShare: (state, { share }, ctx) => setShare(state.application, share, ctx),
    /** close(): no further messages, everything that was handed over is sent or given up first. */
    Stop(state, _message, ctx) {
      state.closing = true;
      ctx.cancelTimer(state.application.timer);
      drain(state, ctx);
      exitWhenDone(state, ctx);
    },
  },
  timers: {
    arrival(state, _, ctx) {
      for (const message of takeArrivals(state.application, ctx)) accumulate(state, message, ctx);
      drain(state, ctx); // a batch may be full
    },
    drain(state, _, ctx) {
      drain(state, ctx);
      exitWhenDone(state, ctx); // with acks=0 sending was all
    },
    maxBlock(state, { message }, ctx) {
      blockedTooLong(state, message, ctx);
      exitWhenDone(state, ctx);
    },
    metadata(state, _, ctx) {
      refreshMetadata(state.cluster, ctx);
      drain(state, ctx);
    },
    requestTimeout(state, { correlation, broker }, ctx) {
      if (!state.inFlight.some((request) => request.correlation === correlation)) return;
      const connection = state.cluster.connections[broker];
      if (connection !== undefined) {
        clusterClosed(state.cluster, connection.id);
        ctx.close(connection.id);
      }
      ctx.rule("request.timeout.ms", state.config.requestTimeoutUs / 1000);
      failRequests(state, broker, ctx);
    },
    deliveryTimeout(state, { partition, first }, ctx) {
      deliveryTimedOut(state, partition, first, ctx);
      drain(state, ctx);
      exitWhenDone(state, ctx);
    },
  },
  connections: {
    opened(state, connection, ctx) {
      if (clusterOpened(state.cluster, connection) === null) return;
      if (state.cluster.stale) refreshMetadata(state.cluster, ctx);
      askForId(state, ctx);
      drain(state, ctx);
    },
    closed(state, connection, _reason, ctx) {
      const broker = clusterClosed(state.cluster, connection);
      if (broker === null) return;
      if (state.producerId < 0) state.askedForId = false;
      failRequests(state, broker, ctx);
      ctx.setTimer("metadata", METADATA_RETRY_US, null);
    },
  },
  view: ({ config, producerId, sent, confirmed, refused, unresolved, queues, unassigned }) => {
    const batches = Object.values(queues).flat();
    const numbers = (inFlight: boolean) =>
      batches.filter((batch) => batch.inFlight === inFlight).flatMap(({ records }) => records.map(({ message }) => message));
    return {
      acks: config.acks === -1 ? "all" : String(config.acks),
      idempotent: config.idempotent,
      producerId,
      sent,
      confirmed,
      refused,
      unresolved,
      waiting: numbers(true),
      buffered: [...numbers(false), ...unassigned.map(({ number }) => number)],
    };
  },
};

function exitWhenDone(state: ProducerState, ctx: ProducerContext): void {
  if (state.closing && state.unassigned.length === 0 && Object.values(state.queues).every((queue) => queue.length === 0)) ctx.exit();
}

/** K-PROD-40: before its first batch, from any broker. */
function askForId(state: ProducerState, ctx: ProducerContext): void {
  if (!state.config.idempotent || state.producerId >= 0 || state.askedForId) return;
  const open = Object.values(state.cluster.connections).find((connection) => connection.open);
  if (open === undefined) return;
  state.askedForId = ctx.send(open.id, { type: "InitProducerId", correlation: state.cluster.nextCorrelation++ });
}
