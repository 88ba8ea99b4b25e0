import { expect, test } from "vitest";
import { commandFor, KEYMAP, keyOf } from "./keymap.ts";

test("no key does two things", () => {
  const keys = KEYMAP.flatMap(({ keys: all }) => all);
  expect(new Set(keys).size).toBe(keys.length);
});

test("every command has a shown key and says what it does", () => {
  for (const { shown, does } of KEYMAP) {
    expect(shown).not.toBe("");
    expect(does).not.toBe("");
  }
});

test("modifiers are part of the key", () => {
  const press = (key: string, held: Partial<Record<"ctrlKey" | "shiftKey" | "metaKey", boolean>> = {}) =>
    keyOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, ...held });
  expect(press("z", { ctrlKey: true })).toBe("Ctrl+z");
  expect(press("z", { metaKey: true })).toBe("Ctrl+z");
  expect(press("ArrowRight", { shiftKey: true })).toBe("Shift+ArrowRight");
  expect(press("?", { shiftKey: true })).toBe("?");
});

test("a key that somebody has taken is left alone", () => {
  expect(
    commandFor({
      key: "w",
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      target: null,
      defaultPrevented: true,
    } as unknown as KeyboardEvent),
  ).toBeUndefined();
  expect(
    commandFor({
      key: "w",
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      target: null,
      defaultPrevented: false,
    } as unknown as KeyboardEvent)?.does,
  ).toBe("why, for the selection or the lane in focus");
});
