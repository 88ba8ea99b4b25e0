import { hashText, mix } from "../sim/hash.ts";
import type { Application } from "./application.ts";
import { countOf, indexOfKey, type KeySet, keyAt, keysOfWorkload, textsAsKeys, union } from "./key-set.ts";
import { laneView, wiresOfLane } from "./lane-view.ts";
import { DOCUMENT_LIMITS, type LimitName } from "./limits.ts";
import type { MessageRef } from "./message-ref.ts";
import { handlerName } from "./names.ts";
import { type Made, madeBy } from "./outputs.ts";
import { indexWires, receivers, takes } from "./reach.ts";
import type { Run } from "./scenario.ts";
import type { SystemTable } from "./system-table.ts";
import { typesOfWorkload } from "./workload.ts";

/**
 * Numbers of messages, planned before the run: a block for each stream, then, breadth first, one for every block and every output that
 * some lane's wires can bring its type to. Numbers are reserved, not stored: from number to identity and back is arithmetic, and handling
 * message m by output e gives one number, however often, in whichever lane.
 */
export interface NumberPlan {
  readonly blocks: readonly Block[];
  /** The highest number; they begin with 1. */
  readonly total: number;
  /** Outputs for which a limit leaves no numbers: they are not made. */
  readonly notMade: readonly NotMade[];
}

export interface NotMade {
  /** Path of the block whose messages it would have been made of. */
  readonly of: string;
  readonly output: string;
  readonly limit: LimitName;
}

/**
 * - `stream`: n-th message for n-th number.
 * - `child`: one for each message of the parent block, in its order; also a count, which is named by the member that closed it.
 * - `root`: one for each message of the root block, of whichever blocks its members are: one of each type.
 * - `window`: one for each window from time 0 on and each value of `by`, of whichever blocks its members are.
 */
export type BlockKind = "stream" | "child" | "root" | "window";

export interface Block {
  readonly index: number;
  readonly kind: BlockKind;
  /** What it is, whatever its numbers: the stream's name, then the outputs' that led to it. Luck hangs on it. */
  readonly path: string;
  /** The output that makes its messages; empty for a stream. */
  readonly output: string;
  readonly generation: number;
  readonly first: number;
  readonly count: number;
  /** Types that its messages can have. */
  readonly types: readonly string[];
  /** The block whose messages its messages are made of one by one: the parent of a child, the root of a root; -1 for others. */
  readonly source: number;
  /** Blocks of outputs of its messages, by the output. */
  readonly made: Readonly<Record<string, number>>;
  /** Length of a window in microseconds; 0 for others. */
  readonly lengthUs: number;
  /** Values of `by` in each window; nothing for others. */
  readonly values: KeySet;
  /** Keys that its messages can have. */
  readonly keys: KeySet;
}

interface Draft {
  kind: BlockKind;
  path: string;
  output: string;
  generation: number;
  types: readonly string[];
  source: number;
  made: Record<string, number>;
  lengthUs: number;
  /** Applications that hand its messages over; none for answers, which go to who asked. */
  origins: readonly string[];
  count: number;
  /** For streams. */
  ownKeys: KeySet;
  maker: Made | null;
  /** Blocks that its members can be of, with the types that the handler takes of them. */
  members: { block: number; types: readonly string[] }[];
}

/** `counts`: how many messages each stream has, in the order of the document. */
export function planNumbers(run: Run, tables: readonly SystemTable[], counts: readonly number[]): NumberPlan {
  const { scenario } = run;
  const { applications, streams } = scenario;
  const lanes = scenario.lanes.map((lane) => indexWires(wiresOfLane(laneView(run, lane), tables)));
  const known = new Map<string, ReadonlySet<string>>();
  const reachOf = (origin: string, type: string): ReadonlySet<string> => {
    const asked = `${origin} ${type}`;
    const found = known.get(asked) ?? new Set(lanes.flatMap((wires) => [...receivers(wires, applications, origin, type)]));
    known.set(asked, found);
    return found;
  };
  const notMade: NotMade[] = [];
  const drafts: Draft[] = streams.map(({ name, workload }, i) => ({
    kind: "stream",
    path: name,
    output: "",
    generation: 0,
    types: typesOfWorkload(workload),
    source: -1,
    made: {},
    lengthUs: 0,
    origins: applications.filter(({ emits }) => emits?.stream === name).map((application) => application.name),
    count: counts[i],
    ownKeys: keysOfWorkload(workload),
    maker: null,
    members: [],
  }));
  const makers = applications.flatMap((application) =>
    (application.handles ?? []).map((handler) => ({
      application,
      handler,
      name: handlerName(application, handler),
      makes: madeBy(application, handler),
    })),
  );
  // Blocks are appended while they are gone through: breadth first.
  for (let at = 0; at < drafts.length; at++) {
    const block = drafts[at];
    for (const { application, handler, name, makes } of makers) {
      if (makes.length === 0) continue;
      const taken = block.types.filter(
        (type) => takes(handler.types, type) && block.origins.some((origin) => reachOf(origin, type).has(name)),
      );
      if (taken.length === 0) continue;
      for (const made of makes) {
        const found = blockFor(made, at, drafts);
        if (found !== undefined) {
          found.draft.members.push({ block: at, types: taken });
          block.made[made.name] = found.index;
          continue;
        }
        const limit =
          block.generation >= DOCUMENT_LIMITS.generations ? "generations" : drafts.length >= DOCUMENT_LIMITS.blocks ? "blocks" : null;
        if (limit !== null) {
          notMade.push({ of: block.path, output: made.name, limit });
          continue;
        }
        block.made[made.name] = drafts.length;
        drafts.push(newDraft(made, at, drafts, application, taken));
      }
    }
  }
  return numbered(drafts, notMade, scenario.durationMs);
}

/** Windows, and what is made of one of each type, have one block for all members; children have one for each parent block. */
function blockFor({ kind, name, ...made }: Made, parent: number, drafts: readonly Draft[]): { index: number; draft: Draft } | undefined {
  if (kind !== "aggregate" || !("aggregate" in made) || made.aggregate.over.kind === "count") return undefined;
  const root = rootBlock(parent, drafts);
  const index = drafts.findIndex(
    (draft) => draft.output === name && (draft.kind === "window" || (draft.kind === "root" && draft.source === root)),
  );
  return index < 0 ? undefined : { index, draft: drafts[index] };
}

/** The stream or window that a block's messages go back to. */
function rootBlock(block: number, drafts: readonly { kind: BlockKind; source: number }[]): number {
  let at = block;
  while (drafts[at].source >= 0) at = drafts[at].source;
  return at;
}

function newDraft(made: Made, parent: number, drafts: readonly Draft[], application: Application, taken: readonly string[]): Draft {
  const over = made.kind === "aggregate" ? made.aggregate.over : null;
  const kind = over?.kind === "window" ? "window" : over?.kind === "one of each type" ? "root" : "child";
  const source = kind === "window" ? -1 : kind === "root" ? rootBlock(parent, drafts) : parent;
  return {
    kind,
    path: kind === "window" ? made.name : `${drafts[source].path}/${made.name}`,
    output: made.name,
    generation: drafts[parent].generation + 1,
    types: [made.type],
    source,
    made: {},
    lengthUs: over?.kind === "window" ? Math.round(over.lengthMs * 1000) : 0,
    origins: made.kind === "answer" ? [] : [application.name],
    count: 0,
    ownKeys: [],
    maker: made,
    members: [{ block: parent, types: taken }],
  };
}

/** Values of `by`, or keys, that come together from several blocks: each may feed another, so until nothing is added. */
function keySets(drafts: readonly Draft[]): { values: KeySet[]; keys: KeySet[] } {
  const values: KeySet[] = drafts.map(() => []);
  const keys: KeySet[] = drafts.map(({ ownKeys }) => ownKeys);
  for (let grown = true; grown; ) {
    grown = false;
    drafts.forEach(({ maker, members }, i) => {
      if (maker === null) return;
      const by = maker.kind === "aggregate" ? maker.aggregate.by : maker.kind === "output" && maker.output.key === "type" ? "type" : "key";
      for (const { block, types } of members) {
        const added = by === "all" ? textsAsKeys([""]) : by === "type" ? textsAsKeys(types) : keys[block];
        const next = union(keys[i], added);
        grown ||= next !== keys[i];
        keys[i] = next;
      }
      if (drafts[i].kind === "window") values[i] = keys[i];
    });
  }
  return { values, keys };
}

function numbered(drafts: readonly Draft[], notMade: NotMade[], durationMs: number): NumberPlan {
  const { values, keys } = keySets(drafts);
  const lastUs = (durationMs + DOCUMENT_LIMITS.restMs) * 1000;
  const blocks: Block[] = [];
  /** By the place of a draft; -1 when a limit left it out. */
  const places: number[] = [];
  const counts: number[] = [];
  let next = 1;
  drafts.forEach((draft, i) => {
    const { kind, path, output, generation, types, source, lengthUs, members } = draft;
    const count =
      kind === "stream" ? draft.count : kind === "window" ? (Math.floor(lastUs / lengthUs) + 1) * countOf(values[i]) : counts[source];
    counts.push(count);
    if ((source >= 0 && places[source] < 0) || next + count - 1 > DOCUMENT_LIMITS.number) {
      notMade.push({ of: drafts[members[0]?.block ?? i].path, output, limit: "number" });
      places.push(-1);
      return;
    }
    places.push(blocks.length);
    const at = source < 0 ? -1 : places[source];
    const made = {};
    blocks.push({
      index: blocks.length,
      kind,
      path,
      output,
      generation,
      first: next,
      count,
      types,
      source: at,
      made,
      lengthUs,
      values: values[i],
      keys: keys[i],
    });
    next += count;
  });
  drafts.forEach(({ made }, i) => {
    if (places[i] < 0) return;
    const found = blocks[places[i]].made as Record<string, number>;
    for (const [output, block] of Object.entries(made)) if (places[block] >= 0) found[output] = places[block];
  });
  return { blocks, total: next - 1, notMade };
}

/** The block that a number is of; undefined when there is no such number. */
export function blockOf({ blocks, total }: NumberPlan, number: number): Block | undefined {
  if (number < 1 || number > total) return undefined;
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (blocks[middle].first <= number) low = middle;
    else high = middle - 1;
  }
  return blocks[low];
}

/** The message that an output makes of another; undefined when it makes none of it, or a limit left it out. Windows have `windowNumber`. */
export function madeOf(plan: NumberPlan, number: number, output: string): number | undefined {
  const block = blockOf(plan, number);
  const index = block?.made[output];
  if (block === undefined || index === undefined) return undefined;
  const made = plan.blocks[index];
  if (made.kind === "window") return undefined;
  const from = made.kind === "root" ? rootOf(plan, number) : number;
  return made.first + from - plan.blocks[made.source].first;
}

/** The message that one was made of: its parent, or its root for one of each type; undefined for those of streams and windows. */
export function sourceOf(plan: NumberPlan, number: number): number | undefined {
  const block = blockOf(plan, number);
  if (block === undefined || block.source < 0) return undefined;
  return plan.blocks[block.source].first + number - block.first;
}

/** The message of a stream, or the window, that one goes back to. */
export function rootOf(plan: NumberPlan, number: number): number {
  let at = number;
  for (let source = sourceOf(plan, at); source !== undefined; source = sourceOf(plan, at)) at = source;
  return at;
}

/** The number of a window (from 0) of an output, for a value of `by`. */
export function windowNumber({ blocks }: NumberPlan, output: string, nth: number, value: string): number | undefined {
  const block = blocks.find((candidate) => candidate.kind === "window" && candidate.output === output);
  if (block === undefined) return undefined;
  const at = indexOfKey(block.values, value);
  const number = block.first + nth * countOf(block.values) + at;
  return at < 0 || nth < 0 || number >= block.first + block.count ? undefined : number;
}

/** Which window a number is of. */
export function windowOf(plan: NumberPlan, number: number): { output: string; nth: number; value: string } | undefined {
  const block = blockOf(plan, number);
  if (block === undefined || block.kind !== "window") return undefined;
  const width = countOf(block.values);
  const at = number - block.first;
  return { output: block.output, nth: Math.floor(at / width), value: keyAt(block.values, at % width) };
}

/** Where a message's luck hangs, whatever its number: a path, and the how many-th it is on it (from 1). */
export function luckPath(plan: NumberPlan, number: number): { path: string; n: number } {
  const found = windowOf(plan, number);
  if (found !== undefined) return { path: `${found.output}=${found.value}`, n: found.nth + 1 };
  const source = sourceOf(plan, number);
  const block = blockOf(plan, number);
  if (block === undefined) throw new Error(`no message has the number ${number}`);
  if (source === undefined) return { path: block.path, n: number - block.first + 1 };
  const { path, n } = luckPath(plan, source);
  return { path: `${path}/${block.output}`, n };
}

/** The entity of a message's draws. Those of the first stream keep their bare numbers. */
export function luckOf(plan: NumberPlan, number: number): number {
  const [first] = plan.blocks;
  if (number >= 1 && number <= (first?.count ?? 0)) return number;
  const { path, n } = luckPath(plan, number);
  return mix(hashText(path), n);
}

/** The number of a message that a document names; undefined when there is none. */
export function numberOf(plan: NumberPlan, ref: MessageRef): number | undefined {
  const { n, stream, via = [] } = typeof ref === "number" ? { n: ref } : ref;
  const block = plan.blocks.find(({ kind, path }) => kind === "stream" && (stream === undefined || path === stream));
  if (block === undefined || n < 1 || n > block.count) return undefined;
  let number: number | undefined = block.first + n - 1;
  for (const output of via) number = number === undefined ? undefined : madeOf(plan, number, output);
  return number;
}
