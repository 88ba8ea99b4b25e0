import { expect, test } from "vitest";
import { NaiveNode } from "./naive-node.test-util.ts";
import { Rig, type TestChannel } from "./rig.test-util.ts";

const QUEUES = ["q", "r"];
const CHANNELS = ["a", "b", "c"];
const TAGS = ["S", "T", "U"];

/** Deterministic luck of the test's own. */
function luckOf(seed: number): (below: number) => number {
  let state = seed * 2654435761;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** One random step on both; what the node handed out since the last one must be what the plain rules hand out. */
class Pair {
  readonly rig = new Rig({ queues: QUEUES });
  readonly naive = new NaiveNode(QUEUES, CHANNELS);
  private readonly connections = CHANNELS.map((name) => this.rig.connect(name));
  private readonly numbers = CHANNELS.map(() => 1);
  private readonly lanes: TestChannel[] = this.connections.map((connection) => connection.channel(1));
  private readonly publisher = this.rig.channel("publisher");
  private messages = 0;
  readonly done: Record<string, number> = {};

  constructor(private readonly draw: (below: number) => number) {}

  step(): void {
    const { draw, naive } = this;
    const index = draw(CHANNELS.length);
    const [channel, lane] = [CHANNELS[index], this.lanes[index]];
    const queue = QUEUES[draw(QUEUES.length)];
    const held = naive.held(channel);
    const kind = draw(40);
    const count = (name: string) => {
      this.done[name] = (this.done[name] ?? 0) + 1;
    };
    if (kind < 14) {
      count("publish");
      this.publisher.publish(queue, ++this.messages);
      naive.publish(queue, this.messages);
    } else if (kind < 30 && held.length > 0) {
      const { tag } = held[draw(held.length)];
      const multiple = draw(3) === 0;
      const how = draw(2) === 0 ? "gone" : "back";
      count(`${how}${multiple ? ", several" : ""}`);
      if (how === "gone" && draw(4) > 0) lane.ack(tag, multiple);
      else lane.nack(tag, { multiple, requeue: how === "back" });
      naive.settle(channel, tag, multiple, how);
    } else if (kind < 32) {
      count("get");
      lane.get(queue);
      naive.get(channel, queue);
    } else if (kind < 34) {
      const prefetch = draw(4);
      lane.qos(prefetch);
      naive.qos(channel, prefetch);
    } else if (kind < 37) {
      const [tag] = TAGS.filter((one) => !naive.tags(channel).includes(one));
      if (tag === undefined) return;
      const noAck = draw(8) === 0;
      count("consume");
      lane.consume(queue, tag, noAck);
      naive.consume(channel, queue, tag, noAck);
    } else if (kind < 38) {
      const tags = naive.tags(channel);
      if (tags.length === 0) return;
      const tag = tags[draw(tags.length)];
      count("cancel");
      lane.cancel(tag);
      naive.cancel(channel, tag);
    } else if (kind < 39) {
      count("recover");
      lane.recover();
      naive.recover(channel);
    } else {
      count("close");
      lane.close();
      naive.close(channel);
      this.compare();
      naive.open(channel);
      this.lanes[index] = this.connections[index].channel(++this.numbers[index]);
    }
  }

  compare(): void {
    CHANNELS.forEach((channel, index) => {
      expect({ channel, seen: this.lanes[index].seen() }).toEqual({ channel, seen: this.naive.out[channel].splice(0) });
    });
    for (const queue of QUEUES) expect(this.rig.ready(queue)).toEqual(this.naive.ready(queue));
  }
}

test.each([1, 2, 3, 4, 5, 6])(
  "R-CLASSIC-02, R-CONS-02, R-CONS-04, R-ACK-02, R-REQ-01, R-REQ-03: random channels get what the plain rules give them, %i",
  (seed) => {
    const pair = new Pair(luckOf(seed));
    for (let step = 0; step < 400; step++) {
      pair.step();
      pair.compare();
    }
    for (const kind of ["gone", "gone, several", "back", "back, several", "cancel", "recover", "close"])
      expect(pair.done[kind]).toBeGreaterThan(1);
  },
);
