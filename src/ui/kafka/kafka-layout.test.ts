import { describe, expect, test } from "vitest";
import type { KafkaReplicaView } from "../../engine/kafka/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { layoutKafka } from "./kafka-layout.ts";
import { layoutKafkaPhone } from "./kafka-phone-layout.ts";

const process = (name: string, role: string, view: object, status: FrameProcess["status"] = "up"): FrameProcess => ({
  id: 1,
  name: `kafka/${name}`,
  part: name,
  lane: 0,
  role,
  host: name,
  status,
  since: 0,
  view,
});

/** Partitions of one topic on brokers in turn, three replicas each. */
function cluster(brokers: number, partitions: number, down: readonly number[] = []): FrameProcess[] {
  const replicas = (partition: number) => [0, 1, 2].map((i) => ((partition + i) % brokers) + 1).slice(0, brokers);
  return Array.from({ length: brokers }, (_, i) => {
    const broker = i + 1;
    const mine = Array.from({ length: partitions }, (__, partition) => partition).filter((partition) =>
      replicas(partition).includes(broker),
    );
    const views = mine.map(
      (partition): KafkaReplicaView => ({
        topic: "orders",
        partition,
        role: replicas(partition)[0] === broker ? "leader" : "follower",
        replicas: replicas(partition),
        isr: replicas(partition),
        elr: [],
        leader: replicas(partition)[0],
        leaderEpoch: 0,
        logStartOffset: 0,
        logEndOffset: 0,
        highWatermark: 0,
        records: [],
      }),
    );
    return process(`broker-${broker}`, "kafka broker", { broker, replicas: views, groups: [] }, down.includes(broker) ? "crashed" : "up");
  });
}

const producer = process("app", "kafka producer", { topic: "orders" });
const member = (name: string, assignment: string[]) => process(name, "kafka consumer", { group: "work", assignment });

test.each([
  [3, 4],
  [4, 2],
  [5, 12],
  [9, 64],
])("of %i brokers and %i partitions each is drawn, lying and upright", (brokers, partitions) => {
  const processes = [...cluster(brokers, partitions), producer, member("work-1", ["orders-0"])];
  const lying = layoutKafka(processes, 1000, "tight").parts;
  expect(lying.filter(({ face }) => face === "kafka-row").length).toBe(partitions);
  expect(lying.filter(({ face }) => face === "kafka-broker" || face === "kafka-broker-column").length).toBe(brokers);
  expect(lying.filter(({ face }) => face === "kafka-leader").length).toBe(brokers > 3 ? partitions : 0);
  const upright = layoutKafkaPhone(processes).parts;
  expect(upright.filter(({ face }) => face === "kafka-strip").length).toBe(partitions);
});

describe("lines", () => {
  test("copies go to the replicas of a partition and to no other broker", () => {
    const { lines } = layoutKafka([...cluster(5, 5), producer], 1000, "roomy");
    const copies = lines.filter(({ kind }) => kind === "copy").map(({ id }) => id);
    expect(copies.length).toBe(10);
    expect(copies).toContain("orders-0>kafka/broker-2");
    expect(copies).not.toContain("orders-0>kafka/broker-4");
  });

  test.each([3, 5])("a partition whose leader is down, of %i brokers, has no line to a leader", (brokers) => {
    for (const layout of [
      layoutKafka([...cluster(brokers, 3, [1]), producer], 1000, "roomy"),
      layoutKafkaPhone([...cluster(brokers, 3, [1]), producer]),
    ]) {
      const into = layout.lines.filter(({ from }) => from === "kafka/app").map(({ to }) => to);
      expect(into).toEqual(["kafka/broker-2", "kafka/broker-3"]);
    }
  });

  test("what no member reads yet is dotted, and so is the way to a member that has no partition", () => {
    const kinds = (assignment: string[]) => {
      const { lines } = layoutKafka([...cluster(3, 2), member("work-1", assignment)], 1000, "roomy");
      return Object.fromEntries(lines.filter(({ id }) => /groups|bus/.test(id)).map(({ id, kind }) => [id, kind]));
    };
    expect(kinds([])).toEqual({
      "orders-0>groups": "planned",
      "orders-1>groups": "planned",
      "bus>kafka/work-1": "planned",
      "group-bus": "planned",
    });
    expect(kinds(["orders-1"])).toEqual({
      "orders-0>groups": "planned",
      "orders-1>groups": "flow",
      "bus>kafka/work-1": "flow",
      "group-bus": "flow",
    });
  });

  test("upright, no line runs through a part", () => {
    const members = [member("work-1", ["orders-0", "orders-1"]), member("work-2", ["orders-2"])];
    const { lines, parts } = layoutKafkaPhone([...cluster(3, 3), producer, ...members, process("database", "database", { tables: [] })]);
    const solid = parts.filter(({ face }) => face !== "kafka-group");
    for (const { id, points } of lines) {
      for (const [i, [x1, y1]] of points.entries()) {
        if (i === 0) continue;
        const [x0, y0] = points[i - 1];
        const through = solid.filter(
          ({ x, y, width, height }) =>
            Math.max(x0, x1) > x + 1 && Math.min(x0, x1) < x + width - 1 && Math.max(y0, y1) > y + 1 && Math.min(y0, y1) < y + height - 1,
        );
        expect(through.map((part) => `${id} through ${part.id}`)).toEqual([]);
      }
    }
    expect(lines.length).toBeGreaterThan(6);
  });
});
