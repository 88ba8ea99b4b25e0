import type { BrokerContext, BrokerState } from "./broker-state.ts";
import { CONTROLLER_NODE } from "./broker-state.ts";
import { answered, ready, send } from "./network-client.ts";
import { advanceHighWatermark, mayJoinIsr } from "./partition-leader.ts";
import type { AlterPartition, AlterPartitionResponse } from "./protocol.ts";
import { epochStart, type FollowerState, type Replica } from "./replica.ts";

/** The leader's care for the ISR: who keeps up is proposed as a member, who lags for removal; the controller decides. */

/** A follower's fetch tells the leader how far it is (K-BRK-20), and may let it into the ISR (K-BRK-22). */
export function followerFetched(
  state: BrokerState,
  replica: Replica,
  broker: number,
  brokerEpoch: number,
  offset: number,
  ctx: BrokerContext,
): void {
  const follower = replica.followers.find((candidate) => candidate.broker === broker);
  if (follower === undefined) return;
  follower.brokerEpoch = brokerEpoch;
  noteFetch(follower, offset, replica.log.length, ctx.now);
  const inSync = offset >= replica.highWatermark && offset >= epochStart(replica);
  if (inSync && !replica.state.isr.includes(broker) && mayJoinIsr(state, follower))
    proposeIsr(state, replica, [...replica.state.isr, broker], ctx);
  advanceHighWatermark(state, replica, ctx);
}

export function noteFetch(follower: FollowerState, offset: number, leaderEnd: number, now: number): void {
  if (offset >= leaderEnd) follower.caughtUpAt = now;
  else if (offset >= follower.leaderEndAtLastFetch) follower.caughtUpAt = Math.max(follower.caughtUpAt, follower.lastFetchAt);
  follower.logEndOffset = offset;
  follower.lastFetchAt = now;
  follower.leaderEndAtLastFetch = leaderEnd;
}

/** K-BRK-21: members that lag and have not been caught up for replica.lag.time.max.ms are proposed for removal. */
export function checkIsr(state: BrokerState, ctx: BrokerContext): void {
  for (const replica of Object.values(state.replicas)) {
    if (replica.role !== "leader") continue;
    const lagging = replica.followers.filter(
      ({ broker, logEndOffset, caughtUpAt }) =>
        replica.state.isr.includes(broker) && logEndOffset !== replica.log.length && ctx.now - caughtUpAt > state.config.lagTimeMaxUs,
    );
    if (lagging.length === 0) continue;
    const isr = replica.state.isr.filter((broker) => !lagging.some((follower) => follower.broker === broker));
    ctx.rule("replica.lag.time.max.ms", state.config.lagTimeMaxUs / 1000);
    proposeIsr(state, replica, isr, ctx);
  }
}

/** One change at a time, through the controller (K-BRK-23). Without a connection it waits for one. */
function proposeIsr(state: BrokerState, replica: Replica, isr: readonly number[], ctx: BrokerContext): void {
  if (replica.proposedIsr !== null) return;
  replica.proposedIsr = isr;
  if (state.registered && ready(state.network, CONTROLLER_NODE, ctx, state.config.controller)) alterPartition(state, replica, isr, ctx);
}

/** What the lost connection to the controller left unanswered is asked again; it stays pending until then. */
export function repeatProposals(state: BrokerState, ctx: BrokerContext): void {
  if (!state.registered || !ready(state.network, CONTROLLER_NODE, ctx, state.config.controller)) return;
  for (const replica of Object.values(state.replicas))
    if (replica.proposedIsr !== null && !isAsked(state, replica)) alterPartition(state, replica, replica.proposedIsr, ctx);
}

function isAsked({ network }: BrokerState, { asked }: Replica): boolean {
  return network.nodes[CONTROLLER_NODE].inFlight.some(({ correlation }) => correlation === asked);
}

function alterPartition(state: BrokerState, replica: Replica, isr: readonly number[], ctx: BrokerContext): void {
  const { leaderEpoch, partitionEpoch } = replica.state;
  const { brokerEpoch, config, network } = state;
  const correlation = network.nextCorrelation++;
  const epochOf = (broker: number) =>
    broker === config.broker ? brokerEpoch : (replica.followers.find((follower) => follower.broker === broker)?.brokerEpoch ?? -1);
  replica.asked = correlation;
  send(
    network,
    CONTROLLER_NODE,
    {
      type: "AlterPartition",
      correlation,
      broker: config.broker,
      brokerEpoch,
      name: replica.name,
      leaderEpoch,
      partitionEpoch,
      isr: isr.map((broker) => ({ broker, brokerEpoch: epochOf(broker) })),
    } as AlterPartition,
    null,
    ctx,
    config.controllerTimeoutUs,
  );
}

/** A refused member ends the proposal. After other refusals it counts until the metadata tells what is so: it may have been accepted before. */
export function alterationAnswered(state: BrokerState, { correlation, name, error }: AlterPartitionResponse, ctx: BrokerContext): void {
  const request = answered(state.network, ctx.connection, correlation, ctx);
  const replica = state.replicas[name];
  if (request !== null && replica?.asked === correlation && error === "INELIGIBLE_REPLICA") replica.proposedIsr = null;
}
