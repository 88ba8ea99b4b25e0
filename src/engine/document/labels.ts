import type { Application } from "./application.ts";
import { handlerName } from "./names.ts";
import { blockOf, type NumberPlan, rootOf, sourceOf } from "./numbers.ts";
import type { Stream } from "./scenario.ts";

/**
 * How messages are called, at index number - 1. Those of the first stream by their bare numbers, those of another by its letter in front (`u3`). What a
 * handler makes of #7 is `7p`, by the handler's letter; several from one handling are `7p1`, `7p2`. Where two messages would be called alike, all makers
 * on the way are named (`7ip`).
 */
export function labelsOf(plan: NumberPlan, streams: readonly Stream[], applications: readonly Application[]): string[] {
  const handlers = applications.flatMap((application) => (application.handles ?? []).map((handler) => handlerName(application, handler)));
  const letters = lettersFor([...streams.slice(1).map(({ name }) => `stream ${name}`), ...handlers]);
  const outputsOf = (handler: string) => [...new Set(plan.blocks.flatMap(({ output }) => (makerOf(output) === handler ? [output] : [])))];
  const made = (number: number): string => {
    const output = blockOf(plan, number)?.output ?? "";
    const maker = makerOf(output);
    const all = outputsOf(maker);
    return `${letters.get(maker) ?? ""}${all.length > 1 ? all.indexOf(output) + 1 : ""}`;
  };
  const labels: string[] = [];
  const taken = new Set<string>();
  for (let number = 1; number <= plan.total; number++) {
    const block = blockOf(plan, number);
    let label = String(number);
    if (block?.kind === "stream") {
      if (block.index > 0) label = `${letters.get(`stream ${block.path}`) ?? ""}${number - block.first + 1}`;
    } else if (block !== undefined) {
      const root = rootOf(plan, number);
      const before = root < number ? labels[root - 1] : "";
      label = `${before}${made(number)}${before === "" ? number - block.first + 1 : ""}`;
      if (taken.has(label)) label = `${labels[(sourceOf(plan, number) ?? root) - 1] ?? before}${made(number)}`;
      while (taken.has(label)) label += "+";
    }
    taken.add(label);
    labels.push(label);
  }
  return labels;
}

/** `payment:order.paid` is made by payment. */
function makerOf(output: string): string {
  return output.slice(0, Math.max(0, output.indexOf(":")));
}

/** A letter for each, of its own name where one is free. */
function lettersFor(names: readonly string[]): Map<string, string> {
  const letters = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const own = name
      .slice(name.lastIndexOf(" ") + 1)
      .toLowerCase()
      .replace(/[^a-z]/g, "");
    const letter = [...own, ..."abcdefghijklmnopqrstuvwxyz"].find((candidate) => !taken.has(candidate));
    if (letter === undefined) break;
    taken.add(letter);
    letters.set(name, letter);
  }
  return letters;
}
