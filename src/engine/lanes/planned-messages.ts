import { streamMessages } from "../delivery/workload.ts";
import type { BusinessMessage } from "../delivery/workload-spec.ts";
import type { Handler, Output } from "../document/handler.ts";
import { labelsOf } from "../document/labels.ts";
import type { MessageRef } from "../document/message-ref.ts";
import { handlerName } from "../document/names.ts";
import { blockOf, luckOf, madeOf, type NumberPlan, numberOf, planNumbers, rootOf, sourceOf } from "../document/numbers.ts";
import { madeAt, madeBy } from "../document/outputs.ts";
import type { Run } from "../document/scenario.ts";
import type { SystemTable } from "../document/system-table.ts";
import { definePurpose, draw } from "../sim/chance.ts";
import { hashText, mix } from "../sim/hash.ts";

const SHARE = definePurpose("share of an output");

/** A child of a message, and when its handler hands it over. */
export interface Child {
  readonly when: Output["when"];
  readonly message: BusinessMessage;
}

/** All messages that a run can have, known before it begins and the same in every lane: those of its streams, and what handlers make of them. */
export class PlannedMessages {
  /** Of the streams, in the order of their numbers, frozen. */
  readonly all: readonly BusinessMessage[];
  readonly ofStream: ReadonlyMap<string, readonly BusinessMessage[]>;
  private readonly plan: NumberPlan;
  /** What an output says of its messages, by its name. */
  private readonly outputs = new Map<string, Output>();
  private readonly made = new Map<number, BusinessMessage>();

  constructor(
    private readonly run: Run,
    tables: readonly SystemTable[],
  ) {
    const { applications, streams } = run.scenario;
    const ofStream = new Map<string, readonly BusinessMessage[]>();
    const all: BusinessMessage[] = [];
    streams.forEach(({ name, workload }, i) => {
      const entity = i === 0 ? 0 : hashText(name);
      const messages = streamMessages(workload, run.seed, all.length + 1, entity).map((message) => Object.freeze(message));
      ofStream.set(name, Object.freeze(messages));
      all.push(...messages);
    });
    this.all = Object.freeze(all);
    this.ofStream = ofStream;
    const counts = streams.map(({ name }) => ofStream.get(name)?.length ?? 0);
    this.plan = planNumbers(run, tables, counts);
    for (const application of applications)
      for (const handler of application.handles ?? [])
        for (const made of madeBy(application, handler)) if (made.kind === "output") this.outputs.set(made.name, made.output);
    Object.freeze(this);
  }

  /** By number; undefined for one that no message has. The key and the size are its parent's, where its output says nothing else. */
  message(number: number): BusinessMessage | undefined {
    if (number <= this.all.length) return this.all[number - 1];
    const known = this.made.get(number);
    if (known !== undefined) return known;
    const block = blockOf(this.plan, number);
    const parent = this.message(sourceOf(this.plan, number) ?? 0);
    if (block === undefined || parent === undefined) return undefined;
    const output = this.outputs.get(block.output);
    const [type] = block.types;
    const message = Object.freeze({
      number,
      atUs: parent.atUs,
      key: output?.key === "type" ? type : parent.key,
      type,
      sizeBytes: output?.sizeBytes ?? parent.sizeBytes,
      poison: false,
    });
    this.made.set(number, message);
    return message;
  }

  /** Every message that there can be, number n at index n - 1. */
  every(): readonly BusinessMessage[] {
    const { all, plan } = this;
    if (plan.total === all.length) return all;
    const [last] = all.slice(-1);
    return Array.from({ length: plan.total }, (_, i) => this.message(i + 1) ?? { ...last, number: i + 1 });
  }

  /** Where the chance of a message hangs, whatever its number. */
  luckOf(number: number): number {
    return number <= this.plan.total ? luckOf(this.plan, number) : number;
  }

  /** The message from outside that each goes back to, at index n - 1. */
  roots(): number[] {
    return Array.from({ length: this.plan.total }, (_, i) => rootOf(this.plan, i + 1));
  }

  /** Which message each is made of one by one, at index n - 1; 0 for those from outside and for what many make. */
  sources(): number[] {
    return Array.from({ length: this.plan.total }, (_, i) => sourceOf(this.plan, i + 1) ?? 0);
  }

  /** How each is called, at index n - 1. */
  labels(): string[] {
    const { streams, applications } = this.run.scenario;
    return labelsOf(this.plan, streams, applications);
  }

  /** The first number of each stream and of each output's messages. */
  blocks(): number[] {
    return this.plan.blocks.map(({ first }) => first);
  }

  /** The number of a message that a document names; undefined when there is none. */
  numberOf(ref: MessageRef): number | undefined {
    return numberOf(this.plan, ref);
  }

  /** What a handler of the application makes of one message: by one draw on its path, the same however often it is handled, and in every lane. */
  childrenOf(application: Parameters<typeof madeBy>[0], handler: Handler, number: number): Child[] {
    const outputs = madeBy(application, handler).flatMap((made) => (made.kind === "output" ? [{ ...made.output, name: made.name }] : []));
    if (outputs.length === 0 || number > this.plan.total) return [];
    const entity = mix(hashText(handlerName(application, handler)), luckOf(this.plan, number));
    const drawn = draw(this.run.seed, SHARE, entity, 0) / 4294967296;
    return madeAt(outputs, drawn).flatMap(({ name, when }) => {
      const child = madeOf(this.plan, number, name);
      const message = child === undefined ? undefined : this.message(child);
      return message === undefined ? [] : [Object.freeze({ when, message })];
    });
  }
}
