/**
 * Queues, consumers and channels as the rules say them, in the plainest way: lists that are searched and sorted, one step after the
 * other. What the node does is compared with it. `out` gathers what each channel is handed, in short.
 */

interface Entry {
  readonly position: number;
  readonly message: number;
  readonly redelivered: boolean;
}
interface Held {
  readonly tag: number;
  readonly queue: string;
  readonly entry: Entry;
  readonly consumer: string | null;
}
interface Consumer {
  readonly channel: string;
  readonly tag: string;
  readonly queue: string;
  readonly noAck: boolean;
  readonly prefetch: number;
  credit: number;
}

export class NaiveNode {
  private readonly queues: Record<string, { ready: Entry[]; next: number; line: Consumer[]; aside: Consumer[] }> = {};
  private readonly channels: Record<string, { nextTag: number; prefetch: number; held: Held[] }> = {};
  readonly out: Record<string, string[]> = {};

  constructor(queues: readonly string[], channels: readonly string[]) {
    for (const name of queues) this.queues[name] = { ready: [], next: 1, line: [], aside: [] };
    for (const name of channels) this.open(name);
  }

  open(channel: string): void {
    this.channels[channel] = { nextTag: 1, prefetch: 0, held: [] };
    this.out[channel] = [];
  }

  ready(queue: string): string[] {
    return this.queues[queue].ready.map(({ message, redelivered }) => `#${message}${redelivered ? "*" : ""}`);
  }

  held(channel: string): readonly Held[] {
    return this.channels[channel].held;
  }

  tags(channel: string): string[] {
    return Object.values(this.queues).flatMap(({ line, aside }) =>
      [...line, ...aside].filter((one) => one.channel === channel).map(({ tag }) => tag),
    );
  }

  publish(queue: string, message: number): void {
    this.queues[queue].ready.push({ position: this.queues[queue].next++, message, redelivered: false });
    this.dispatch(queue);
  }

  qos(channel: string, prefetch: number): void {
    this.channels[channel].prefetch = prefetch;
  }

  consume(channel: string, queue: string, tag: string, noAck: boolean): void {
    const { prefetch } = this.channels[channel];
    this.queues[queue].line.push({ channel, tag, queue, noAck, prefetch, credit: prefetch });
    this.dispatch(queue);
  }

  /** `tag` null: all of the channel. */
  cancel(channel: string, tag: string | null): void {
    const stays = (one: Consumer) => one.channel !== channel || (tag !== null && one.tag !== tag);
    for (const queue of Object.values(this.queues)) {
      queue.line = queue.line.filter(stays);
      queue.aside = queue.aside.filter(stays);
    }
  }

  get(channel: string, queue: string): void {
    const entry = this.queues[queue].ready.shift();
    if (entry === undefined) return void this.out[channel].push("empty");
    const tag = this.hold(channel, queue, entry, null);
    this.out[channel].push(`got ${inShort(entry)} tag ${tag}, ${this.queues[queue].ready.length} left`);
  }

  /** `multiple` false: that tag alone. */
  settle(channel: string, tag: number, multiple: boolean, how: "gone" | "back"): void {
    const { held } = this.channels[channel];
    const isMeant = (one: Held) => one.tag === tag || (multiple && (tag === 0 || one.tag < tag));
    this.channels[channel].held = held.filter((one) => !isMeant(one));
    this.release(channel, held.filter(isMeant), how, (one) => [one.queue, one.consumer ?? ""].join(" "));
  }

  recover(channel: string): void {
    this.out[channel].push("recover-ok");
    this.settle(channel, 0, true, "back");
  }

  close(channel: string): void {
    this.cancel(channel, null);
    const { held } = this.channels[channel];
    this.channels[channel].held = [];
    this.release(channel, held, "back", ({ queue }) => queue);
  }

  private release(channel: string, held: readonly Held[], how: "gone" | "back", groupOf: (one: Held) => string): void {
    for (const group of [...new Set(held.map(groupOf))].sort()) {
      const mine = held.filter((one) => groupOf(one) === group);
      const [{ queue: name, consumer }] = mine;
      const queue = this.queues[name];
      const isIt = (one: Consumer) => one.channel === channel && one.tag === consumer;
      for (const one of [...queue.line, ...queue.aside].filter(isIt)) one.credit += mine.length;
      queue.line.push(...queue.aside.filter(isIt));
      queue.aside = queue.aside.filter((one) => !isIt(one));
      if (how === "back") queue.ready.push(...mine.map(({ entry }) => ({ ...entry, redelivered: true })));
      queue.ready.sort((one, other) => one.position - other.position);
      this.dispatch(name);
    }
  }

  private dispatch(name: string): void {
    const queue = this.queues[name];
    while (queue.ready.length > 0 && queue.line.length > 0) {
      const consumer = queue.line.shift() as Consumer;
      if (!consumer.noAck && consumer.prefetch > 0 && consumer.credit <= 0) {
        queue.aside.push(consumer);
        continue;
      }
      queue.line.push(consumer);
      consumer.credit--;
      const entry = queue.ready.shift() as Entry;
      const { channel } = consumer;
      const tag = consumer.noAck ? this.channels[channel].nextTag++ : this.hold(channel, name, entry, consumer.tag);
      this.out[channel].push(`deliver ${consumer.tag} ${inShort(entry)} tag ${tag}`);
    }
  }

  private hold(channel: string, queue: string, entry: Entry, consumer: string | null): number {
    const tag = this.channels[channel].nextTag++;
    this.channels[channel].held.push({ tag, queue, entry, consumer });
    return tag;
  }
}

function inShort({ message, redelivered }: Entry): string {
  return `#${message}${redelivered ? "*" : ""}`;
}
