import { expect, test } from "vitest";
import { canStack, dockFits } from "./lane-room.ts";

test("two lanes leave room for the dock on a laptop of 900, three do not; on a large screen they do", () => {
  expect(dockFits(["kafka", "rabbitmq"], 900)).toBe(true);
  expect(dockFits(["kafka", "rabbitmq", "direct"], 900)).toBe(false);
  expect(dockFits(["kafka", "rabbitmq", "direct"], 1080)).toBe(true);
  expect(dockFits(["kafka", "rabbitmq"], 768)).toBe(false);
});

test("lanes that would become unreadable are shown one at a time", () => {
  expect(canStack(["kafka", "rabbitmq", "direct"], { width: 1000, height: 632 })).toBe(true);
  expect(canStack(["kafka", "rabbitmq", "direct"], { width: 1000, height: 514 })).toBe(false);
  expect(canStack(["kafka", "rabbitmq"], { width: 1000, height: 514 })).toBe(true);
  expect(canStack(["kafka", "rabbitmq"], { width: 1000, height: 430 })).toBe(false);
  expect(canStack(["kafka"], { width: 1000, height: 100 })).toBe(true);
});

test("in a narrow place lanes are shown one at a time, however high it is", () => {
  expect(canStack(["kafka", "rabbitmq"], { width: 560, height: 1000 })).toBe(false);
  expect(canStack(["kafka", "rabbitmq"], { width: 640, height: 1000 })).toBe(true);
});
