import { expect, test, vi } from "vitest";
import type { FrameProcess } from "../../worker/protocol.ts";
import { keptFor, processesIn } from "./lane-processes.ts";

const process = (part: string, lane: number) => ({ part, lane }) as FrameProcess;

test("the processes of a lane are the same array for as long as the world's is", () => {
  const world = [process("a", 0), process("b", 2), process("c", 0)];
  expect(processesIn(0, world).map(({ part }) => part)).toEqual(["a", "c"]);
  expect(processesIn(2, world)).toEqual([world[1]]);
  expect(processesIn(1, world)).toEqual([]);
  expect(processesIn(7, world)).toEqual([]);
  expect(processesIn(0, world)).toBe(processesIn(0, world));
  expect(processesIn(0, [world[0]])).toEqual([world[0]]);
});

test("what is kept for an object is made once, also when it is nothing, and anew for another", () => {
  const make = vi.fn(({ value }: { value?: string }) => value);
  const kept = keptFor(make);
  const [one, other] = [{}, { value: "x" }];
  expect([kept(one), kept(one), kept(other), kept(other)]).toEqual([undefined, undefined, "x", "x"]);
  expect(make).toHaveBeenCalledTimes(2);
});
