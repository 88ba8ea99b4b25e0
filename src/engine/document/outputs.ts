import type { Application } from "./application.ts";
import type { Aggregate, Handler, Output } from "./handler.ts";
import { handlerName, outputName } from "./names.ts";

/** Something that a handler makes of messages: a child, an aggregate, an answer. */
export type Made = { name: string; type: string } & (
  | { kind: "output"; output: Output }
  | { kind: "aggregate"; aggregate: Aggregate }
  | { kind: "answer" }
);

/** What a handler makes, in the order of the document: children, then the aggregate, then the answer. */
export function madeBy(application: Pick<Application, "name" | "handles">, handler: Handler): Made[] {
  const maker = handlerName(application, handler);
  const seen = new Map<string, number>();
  const nameOf = (type: string) => {
    const nth = (seen.get(type) ?? 0) + 1;
    seen.set(type, nth);
    return outputName(maker, type, nth);
  };
  const { emits = [], aggregate, replies } = handler;
  return [
    ...emits.map((output): Made => ({ kind: "output", name: nameOf(output.type), type: output.type, output })),
    ...(aggregate === undefined
      ? []
      : [{ kind: "aggregate" as const, name: nameOf(aggregate.emits.type), type: aggregate.emits.type, aggregate }]),
    ...(replies === undefined ? [] : [{ kind: "answer" as const, name: nameOf(replies), type: replies }]),
  ];
}

/**
 * Which children of a handler are made of one message, by one draw on its path (0 up to 1): shares lie one behind the other, so outputs with
 * shares exclude each other; those without are always made.
 */
export function madeAt<T extends Pick<Output, "share">>(outputs: readonly T[], drawn: number): T[] {
  let before = 0;
  return outputs.filter(({ share }) => {
    if (share === undefined) return true;
    const from = before;
    before += share;
    return drawn >= from && drawn < before;
  });
}
