import { describe, expect, test } from "vitest";
import { topicMatches, topicWords } from "./exchange-topic.ts";
import { Rig } from "./rig.test-util.ts";
import { type Binding, type Exchange, route } from "./routing.ts";

const exchange = (name: string, type: Exchange["type"]): Exchange => ({ name, type, durable: true });
const to = (queue: string, routingKey: string, from = "x"): Binding => ({ exchange: from, queue, routingKey });

describe("exchanges", () => {
  test("R-EXCH-01: those that were imported stand when the node starts, each routes by its own type; a missing one is 404", () => {
    const exchanges = [exchange("d", "direct"), exchange("f", "fanout"), exchange("t", "topic")];
    const bindings = exchanges.map(({ name }) => to(`of ${name}`, "a.*", name));
    const rig = new Rig({ exchanges, queues: bindings.map(({ queue }) => queue), bindings });
    const lane = rig.channel("c");
    exchanges.forEach(({ name }, index) => lane.publish("a.b", index + 1, { exchange: name }));
    expect(rig.ready("of d")).toEqual([]);
    expect(rig.ready("of f")).toEqual(["#2"]);
    expect(rig.ready("of t")).toEqual(["#3"]);
    lane.publish("a.b", 4, { exchange: "ghost" });
    expect(lane.seen()).toEqual(["close 404 NOT_FOUND - no exchange 'ghost' in vhost '/'"]);
  });

  test("R-EXCH-02: the default exchange goes to the queue of the routing key's name and knows no bindings", () => {
    const rig = new Rig({ queues: ["q", "r", "a.b"], bindings: [to("r", "q", ""), to("r", "bound", "")] });
    const lane = rig.channel("c");
    lane.publish("q", 1);
    lane.publish("Q", 2);
    lane.publish("a.*", 3);
    lane.publish("a.b", 4);
    lane.publish("bound", 5);
    expect(["q", "r", "a.b"].map((name) => rig.ready(name))).toEqual([["#1"], [], ["#4"]]);
  });

  test.each([
    ["a.b", "a.b", true],
    ["a.b", "A.b", false],
    ["a.b", "a.b.c", false],
    ["a.*", "a.b", false],
    ["#", "a", false],
    ["a.*", "a.*", true],
    ["", "", true],
  ])("R-EXCH-03: direct compares letter by letter: binding %j, key %j: %s", (bindingKey, key, matches) => {
    expect(route({ exchanges: [exchange("x", "direct")], bindings: [to("q", bindingKey)], queues: { q: {} } }, "x", key)).toEqual(
      matches ? ["q"] : [],
    );
  });

  test("R-EXCH-04: fanout goes to every bound queue whatever the key", () => {
    const bindings = [to("a", "k"), to("b", ""), to("elsewhere", "", "y")];
    const topology = { exchanges: [exchange("x", "fanout"), exchange("y", "fanout")], bindings, queues: { a: {}, b: {}, elsewhere: {} } };
    for (const key of ["", "k", "x.y"]) expect(route(topology, "x", key)).toEqual(["a", "b"]);
  });

  test.each([
    ["", []],
    ["a", ["a"]],
    ["a.b", ["a", "b"]],
    ["a..c", ["a", "", "c"]],
    [".", ["", ""]],
    ["a.", ["a", ""]],
  ])("R-EXCH-05: %j has the words %j", (text, words) => {
    expect(topicWords(text)).toEqual(words);
  });

  test.each([
    ["*", "a", true],
    ["*", "", false],
    ["*", ".", false],
    ["*.*", ".", true],
    ["a.*.c", "a..c", true],
    ["#", "", true],
    ["#.#", "", true],
    ["", "", true],
    ["#", "a.b.c", true],
    ["a.#", "a", true],
    ["a.#", "b", false],
    ["#.c", "a.b.c", true],
    ["#.c", "a.b", false],
    ["a.#.d", "a.b.c.d", true],
    ["a.#.b.#.c", "a.b.b.c", true],
    ["#.*", "", false],
    ["*.#", "", false],
    ["#.*", "a", true],
    ["*.#", "a.b", true],
    ["a*", "ab", false],
    ["a#", "a", false],
    ["a.b", "a.*", false],
    ["a.*", "a.#", true],
  ])("R-EXCH-06: the binding %j and the key %j: %s", (bindingKey, key, matches) => {
    expect(topicMatches(bindingKey, key)).toBe(matches);
  });

  test("R-EXCH-06: as the rule says it, for all patterns and keys of a few words", () => {
    const said = (pattern: readonly string[], key: readonly string[]): boolean => {
      if (pattern.length === 0) return key.length === 0;
      const [first, ...rest] = pattern;
      if (first === "#") return said(rest, key) || (key.length > 0 && said(pattern, key.slice(1)));
      return key.length > 0 && (first === "*" || first === key[0]) && said(rest, key.slice(1));
    };
    const texts = (words: readonly string[], most: number): string[][] =>
      most === 0 ? [[]] : [[], ...texts(words, most - 1).flatMap((text) => words.map((word) => [word, ...text]))];
    let matching = 0;
    for (const pattern of texts(["a", "", "*", "#"], 5)) {
      for (const key of texts(["a", ""], 5)) {
        const wanted = said(topicWords(pattern.join(".")), topicWords(key.join(".")));
        if (topicMatches(pattern.join("."), key.join(".")) !== wanted) expect([pattern, key]).toBe(wanted);
        if (wanted) matching++;
      }
    }
    expect(matching).toBeGreaterThan(5000);
  });

  test("R-EXCH-06: many `#` against a long key take no longer than their product", () => {
    const key = Array.from({ length: 2000 }, () => "a").join(".");
    const pattern = Array.from({ length: 100 }, () => "#.a").join(".");
    expect(topicMatches(`${pattern}.x`, key)).toBe(false);
    expect(topicMatches(`${pattern}.a`, key)).toBe(true);
  });

  test("R-EXCH-10: however many bindings match, a queue gets one copy, and the same binding twice is one", () => {
    const exchanges = [exchange("x", "topic")];
    const bindings = [to("q", "a.*"), to("q", "*.b"), to("q", "#"), to("r", "a.b"), to("r", "a.b")];
    const rig = new Rig({ exchanges, queues: ["q", "r", "unbound"], bindings });
    const lane = rig.channel("c");
    lane.publish("a.b", 1, { exchange: "x" });
    expect(["q", "r", "unbound"].map((name) => rig.ready(name))).toEqual([["#1"], ["#1"], []]);
    expect(rig.events("MessageRouted").length).toBe(2);
  });
});
