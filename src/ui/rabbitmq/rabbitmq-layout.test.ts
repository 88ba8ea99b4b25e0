import { describe, expect, test } from "vitest";
import type { RabbitmqConsumerView, RabbitmqNodeView, RabbitmqPublisherView, RabbitmqQueueView } from "../../engine/rabbitmq/views.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import { textWidth } from "../layout/text-width.ts";
import { aboveQueue, layoutRabbitmq } from "./rabbitmq-layout.ts";
import { layoutRabbitmqPhone } from "./rabbitmq-phone-layout.ts";

const process = (name: string, role: string, view: object): FrameProcess => ({
  id: 1,
  name: `rabbitmq/${name}`,
  part: name,
  lane: 0,
  role,
  host: name,
  status: "up",
  since: 0,
  view,
});

const queue = (name: string, consumers: string[]): RabbitmqQueueView => ({
  name,
  durable: true,
  type: "classic",
  readyCount: 0,
  ready: [],
  unackedCount: 0,
  unacked: [],
  consumers,
});

const node = (view: Partial<RabbitmqNodeView>) =>
  process("node-1", "rabbitmq node", { node: "node-1", exchanges: [], bindings: [], queues: [], connections: 0, ...view });
const publisher = (exchange: string, connected = true) =>
  process("app", "rabbitmq publisher", { exchange, connected } satisfies Partial<RabbitmqPublisherView>);
const consumer = (name: string, of: string) =>
  process(name, "rabbitmq consumer", { queue: of, slots: [], prefetch: 3 } as unknown as RabbitmqConsumerView);

const topic = { name: "orders", type: "topic" } as const;
const fanout = { name: "audit", type: "fanout" } as const;
const database = process("database", "database", { tables: [], idempotent: false });

describe.each([
  ["lying", (processes: FrameProcess[]) => layoutRabbitmq(processes, 1000, "roomy")],
  ["upright", (processes: FrameProcess[]) => layoutRabbitmqPhone(processes)],
] as const)("%s", (_, layout) => {
  const drawn = (processes: FrameProcess[]) => {
    const { lines, parts } = layout([...processes, database]);
    return { lines: lines.filter(({ points }) => points.length > 0), parts };
  };

  test("a queue that nothing is bound to has no line from an exchange, and no plate", () => {
    const { lines, parts } = drawn([
      node({ exchanges: [topic], queues: [queue("work", ["work-1"])] }),
      publisher("orders"),
      consumer("work-1", "work"),
    ]);
    expect(lines.filter(({ to }) => to === "work")).toEqual([]);
    expect(parts.filter(({ face }) => face === "binding")).toEqual([]);
  });

  test("every exchange and every binding is drawn, and leads from its own exchange", () => {
    const bindings = [
      { exchange: "orders", queue: "work", routingKey: "a.*" },
      { exchange: "orders", queue: "work", routingKey: "b" },
      { exchange: "audit", queue: "log", routingKey: "" },
    ];
    const { lines, parts } = drawn([node({ exchanges: [topic, fanout], bindings, queues: [queue("work", []), queue("log", [])] })]);
    expect(parts.filter(({ face }) => face === "exchange").map(({ label }) => label)).toEqual(["orders", "audit"]);
    const words = parts.filter(({ face }) => face === "binding").map(({ label }) => label.replace(/^.*: /, ""));
    expect(words).toEqual(["a.*", "b", "everything"]);
    const startsAt = (to: string) => lines.filter((line) => line.to === to).map(({ points }) => points[0][1]);
    const [orders, audit] = parts.filter(({ face }) => face === "exchange");
    for (const y of startsAt("work")) expect(Math.abs(y - (orders.y + orders.height / 2))).toBeLessThan(orders.height / 2);
    for (const y of startsAt("log")) expect(Math.abs(y - (audit.y + audit.height / 2))).toBeLessThan(audit.height / 2);
    expect(startsAt("work").length).toBeGreaterThan(0);
    expect(startsAt("log").length).toBe(1);
  });

  test("R-EXCH-02: the default exchange is drawn for whom publishes to it, bound to every queue by its name", () => {
    const { lines, parts } = drawn([node({ queues: [queue("work", []), queue("log", [])] }), publisher("")]);
    expect(parts.filter(({ face }) => face === "exchange").map(({ label }) => label)).toEqual(["(default)"]);
    expect(lines.filter(({ to }) => to === "work" || to === "log").map(({ to }) => to)).toEqual(["work", "log"]);
    expect(lines.filter(({ from }) => from === "rabbitmq/app").map(({ kind }) => kind)).toEqual(["flow"]);
  });

  test("a publisher has no line to an exchange that does not exist, and a dotted one before it is connected", () => {
    expect(drawn([node({}), publisher("orders")]).lines).toEqual([]);
    const [line] = drawn([node({ exchanges: [topic] }), publisher("orders", false)]).lines;
    expect(line).toMatchObject({ kind: "planned", arrow: false });
  });

  test("a subscription is dotted until the node has it, and gone with its queue; its consumer stays, and is told astray", () => {
    const delivery = (queues: RabbitmqQueueView[]) =>
      drawn([node({ queues }), consumer("work-1", "work")]).lines.filter(({ to }) => to === "rabbitmq/work-1");
    expect(delivery([queue("work", [])]).map(({ kind }) => kind)).toEqual(["planned"]);
    expect(delivery([queue("work", ["work-1"])]).map(({ kind }) => kind)).toEqual(["flow"]);
    expect(delivery([queue("other", [])])).toEqual([]);
    const astray = drawn([node({ queues: [] }), consumer("work-1", "work")]).parts.find(({ face }) => face === "rabbitmq-consumer");
    expect(astray?.data?.["astray"]).toBe(true);
  });
});

test("two numbers of steps at a queue stand before its counts, however short the pipe", () => {
  for (const width of [240, 256, 300, 580]) {
    const pipes = new Map([["payment", { x: 500, y: 100, width, height: 40 }]]);
    const [x] = aboveQueue({ node: "node", pipes }, "node", "payment") ?? [0];
    const counts = 500 + width - 2 - Math.max(70, textWidth("unacked 2", 12.8) + 8) - textWidth("ready 0", 12.8);
    expect(x + 21 + 10, `${width}`).toBeLessThanOrEqual(counts);
    expect(x).toBeGreaterThan(560);
  }
  expect(aboveQueue({ node: "node", pipes: new Map() }, "node", "payment")).toBeNull();
});
