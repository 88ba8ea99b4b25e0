import { BrokerStage, partition } from "./broker-stage.test-util.ts";
import type { BrokerConfig } from "./broker-state.ts";
import type { Group } from "./group.ts";
import { memberOf } from "./group.ts";
import type { HeartbeatResponse, JoinGroupResponse, OffsetCommitResponse, OffsetFetchResponse, SyncGroupResponse } from "./protocol.ts";

export const GROUP = "g";
export const OFFSETS = "__consumer_offsets-0";
const CLIENTS = ["a", "b", "c"];

/** Broker 1 as the coordinator of a group; the members a, b and c are scripted. */
export class GroupStage extends BrokerStage {
  /** Member ids by client. */
  readonly ids: Record<string, string> = {};
  readonly generations: Record<string, number> = {};

  constructor(config: Partial<BrokerConfig> = {}, offsetsIsr: readonly number[] = [1]) {
    super(
      [partition({ partition: 0 }), partition({ partition: 1 }), partition({ topic: "__consumer_offsets", isr: offsetsIsr })],
      { initialRebalanceDelayUs: 0, ...config },
      CLIENTS,
    );
  }

  get group(): Group {
    return this.broker.groups[GROUP];
  }

  /** Sends JoinGroup under the id that the client has; a new client gets one first. Returns what identifies the request. */
  join(client: string, options: { sessionMs?: number; rebalanceMs?: number; topics?: string[]; memberId?: string } = {}): number {
    const { sessionMs = 45_000, rebalanceMs = 300_000, topics = ["t"], memberId = this.ids[client] } = options;
    const request = (id: string) => ({
      type: "JoinGroup",
      group: GROUP,
      memberId: id,
      clientId: client,
      sessionTimeoutUs: sessionMs * 1000,
      rebalanceTimeoutUs: rebalanceMs * 1000,
      topics,
    });
    if (memberId === undefined) {
      const first = this.ask<JoinGroupResponse>(client, "broker-1", request(""));
      if (first?.error !== "MEMBER_ID_REQUIRED") throw new Error(`expected MEMBER_ID_REQUIRED, got ${first?.error}`);
      this.ids[client] = first.memberId;
    }
    const correlation = this.post(client, "broker-1", request(memberId ?? this.ids[client]));
    this.runMs(2);
    this.joined(client, correlation);
    return correlation;
  }

  joined(client: string, correlation: number): JoinGroupResponse | null {
    const answer = this.answerTo<JoinGroupResponse>(client, correlation);
    if (answer?.error === "NONE") this.generations[client] = answer.generation;
    return answer;
  }

  sync(client: string, assignments: Record<string, readonly string[]> = {}, generation = this.generations[client]): number {
    const byId = Object.fromEntries(Object.entries(assignments).map(([member, parts]) => [this.ids[member], parts]));
    const request = { type: "SyncGroup", group: GROUP, memberId: this.ids[client] ?? "?", generation, assignments: byId };
    const correlation = this.post(client, "broker-1", request);
    this.runMs(2);
    return correlation;
  }

  synced(client: string, correlation: number): SyncGroupResponse | null {
    return this.answerTo<SyncGroupResponse>(client, correlation);
  }

  heartbeat(client: string, changes: { memberId?: string; generation?: number } = {}) {
    return this.ask<HeartbeatResponse>(client, "broker-1", {
      type: "Heartbeat",
      group: GROUP,
      memberId: this.ids[client] ?? "?",
      generation: this.generations[client] ?? -1,
      ...changes,
    })?.error;
  }

  leave(client: string): void {
    this.ask(client, "broker-1", { type: "LeaveGroup", group: GROUP, memberId: this.ids[client] });
  }

  commit(client: string, offset: number, changes: { memberId?: string; generation?: number; withinMs?: number } = {}) {
    const { withinMs = 2, ...fields } = changes;
    const request = {
      type: "OffsetCommit",
      group: GROUP,
      memberId: this.ids[client] ?? "?",
      generation: this.generations[client] ?? -1,
      offsets: [{ partition: "t-0", offset }],
      ...fields,
    };
    return this.ask<OffsetCommitResponse>(client, "broker-1", request, withinMs)?.error;
  }

  committed(client = "c"): number | undefined {
    const answer = this.ask<OffsetFetchResponse>(client, "broker-1", { type: "OffsetFetch", group: GROUP, partitions: ["t-0"] });
    return answer?.offsets[0].offset;
  }

  /** A stable group of a, which leads it, and b. */
  stable(options: Parameters<GroupStage["join"]>[1] = {}): this {
    this.join("a", options);
    this.sync("a", { a: ["t-0", "t-1"] });
    this.join("b", options);
    this.rejoin("a", options);
    this.sync("a", { a: ["t-0"], b: ["t-1"] });
    this.sync("b");
    return this;
  }

  /** A member answers a rebalance; all that joined learn their generation. */
  rejoin(client: string, options: Parameters<GroupStage["join"]>[1] = {}): number {
    const correlation = this.join(client, options);
    for (const other of CLIENTS)
      if (memberOf(this.group, this.ids[other] ?? "") !== undefined) this.generations[other] = this.group.generation;
    return correlation;
  }

  /** Both members show that they live, each second. */
  liveMs(ms: number, ...clients: string[]): void {
    const end = this.nowMs + ms;
    while (this.nowMs + 1000 <= end) {
      for (const client of clients) this.heartbeat(client);
      this.runToMs(Math.min(end, Math.floor(this.nowMs / 1000) * 1000 + 1000));
    }
    this.runToMs(end);
  }

  get members(): string[] {
    return this.group.members.map(({ clientId }) => clientId);
  }
}
