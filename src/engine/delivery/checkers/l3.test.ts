import { expect, test } from "vitest";
import { history } from "../history-script.test-util.ts";

test.each([
  ["never stored", [1], () => history().sent(1).unresolved(1).end()],
  ["stored and gone", [1], () => history().sent(1).stored(1).erased(1).unresolved(1).end()],
  ["its producer crashed", [1], () => history().sent(1).crash("producer").end()],
  ["two of three", [1, 3], () => history().sent(1).sent(2).sent(3).unresolved(1).stored(2).unresolved(2).unresolved(3).end()],
  ["all attempts", [1], () => history().sent(1).sent(1, { attempt: 2 }).unresolved(1).end()],
] as const)("L3 counts and breaks nothing: %s", (_what, found, write) => {
  const { verdict, count, witnesses } = write().verdict("L3");
  expect(verdict).toBe("held");
  expect(count).toBe(found.length);
  expect(witnesses.map(({ message }) => message)).toEqual(found);
});

test.each([
  ["stored after all", "held", () => history().sent(1).unresolved(1).stored(1).end()],
  ["refused", "not exercised", () => history().sent(1).refused(1).end()],
  ["confirmed", "not exercised", () => history().sent(1).confirmed(1).end()],
  ["an answer may come", "not exercised", () => history().sent(1).end()],
  ["a consumer works on it for ever", "open", () => history().sent(1).delivered(1).begun(1).unresolved(1).end()],
  ["the run goes on", "open", () => history().sent(1).stored(1).unresolved(1)],
] as const)("L3 does not count: %s (%s)", (_what, expected, write) => {
  const { verdict, count } = write().verdict("L3");
  expect(verdict).toBe(expected);
  expect(count).toBe(0);
});
