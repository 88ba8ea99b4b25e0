import { expect } from "vitest";
import { image, partition } from "./broker-stage.test-util.ts";
import { controllerProcess } from "./controller.ts";
import type { ControllerConfig } from "./controller-state.ts";
import type {
  AlterPartitionResponse,
  BrokerHeartbeatResponse,
  BrokerRegistrationResponse,
  ClusterImage,
  MetadataUpdate,
  PartitionState,
} from "./protocol.ts";
import { Stage } from "./stage.test-util.ts";

/** Without eligible leader replicas unless the test asks for them. */
export function controllerConfig(image: ClusterImage, changes: Partial<ControllerConfig> = {}): ControllerConfig {
  return {
    image,
    sessionTimeoutUs: 9_000_000,
    unclean: [],
    uncleanIntervalUs: 300_000_000,
    rebalanceIntervalUs: null,
    minInsyncReplicas: { t: 1 },
    elrEnabled: false,
    ...changes,
  };
}

/** The controller for real; brokers 1 to 3 are scripted. Their session is 9 s. */
export class ControllerStage extends Stage {
  readonly epochs: Record<number, number> = { 1: 1, 2: 2, 3: 3 };
  /** Brokers that send heartbeats while `liveMs` runs. */
  alive = new Set([1, 2, 3]);

  constructor(partitions: readonly PartitionState[] = [partition()], config: Partial<ControllerConfig> = {}) {
    super();
    const first = image(1, partitions);
    this.start(
      { name: "controller", definition: controllerProcess, config: controllerConfig(first, config) },
      ...[1, 2, 3].map((broker) => this.peer(`broker-${broker}`, ["controller"])),
    );
    for (const broker of [1, 2, 3]) this.heartbeat(broker);
  }

  heartbeat(broker: number, applied = this.image.version, wantShutDown = false) {
    return this.ask<BrokerHeartbeatResponse>(`broker-${broker}`, "controller", {
      type: "BrokerHeartbeat",
      broker,
      brokerEpoch: this.epochs[broker],
      applied,
      wantShutDown,
    });
  }

  /** As a new process; without the epoch of a clean shutdown unless one is given. */
  register(broker: number, incarnation: number, previousBrokerEpoch = -1) {
    const answer = this.ask<BrokerRegistrationResponse>(`broker-${broker}`, "controller", {
      type: "BrokerRegistration",
      broker,
      incarnation,
      previousBrokerEpoch,
    });
    if (answer?.error === "NONE") this.epochs[broker] = answer.brokerEpoch;
    return answer?.error;
  }

  /** A proposal by a leader that has seen its followers in their present lives, unless the test knows better. */
  alter(broker: number, isr: readonly number[], base: Partial<PartitionState> = {}, epochs: Record<number, number> = {}) {
    const { leaderEpoch, partitionEpoch } = { ...this.partition(), ...base };
    return this.ask<AlterPartitionResponse>(`broker-${broker}`, "controller", {
      type: "AlterPartition",
      broker,
      brokerEpoch: this.epochs[broker],
      name: "t-0",
      leaderEpoch,
      partitionEpoch,
      isr: isr.map((member) => ({ broker: member, brokerEpoch: epochs[member] ?? this.epochs[member] })),
    })?.error;
  }

  /** Time passes, with a heartbeat of each broker that lives every second. */
  liveMs(ms: number): void {
    const end = this.nowMs + ms;
    while (this.nowMs + 1000 <= end) {
      for (const broker of this.alive) this.heartbeat(broker);
      this.runToMs(Math.min(end, Math.floor(this.nowMs / 1000) * 1000 + 1000));
    }
    this.runToMs(end);
  }

  /** A broker falls silent until it is fenced. */
  lose(broker: number): void {
    this.alive.delete(broker);
    this.liveMs(11_000);
  }

  /** A broker that was only silent shows itself again. */
  wake(broker: number): void {
    this.alive.add(broker);
    expect(this.heartbeat(broker)).toMatchObject({ error: "NONE", fenced: false });
  }

  /** A lost broker comes back as a new process, and is unfenced. */
  bringBack(broker: number): void {
    expect(this.register(broker, this.epochs[broker] + 1)).toBe("NONE");
    this.alive.add(broker);
    expect(this.heartbeat(broker)).toMatchObject({ error: "NONE", fenced: false });
  }

  get image(): ClusterImage {
    return this.state<{ image: ClusterImage }>("controller").image;
  }

  partition(name = "t-0"): PartitionState {
    return this.image.partitions.find((one) => one.name === name) as PartitionState;
  }

  told(broker: number): ClusterImage | undefined {
    return this.received<MetadataUpdate>(`broker-${broker}`, "MetadataUpdate").at(-1)?.image;
  }
}
