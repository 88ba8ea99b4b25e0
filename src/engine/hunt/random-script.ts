import type { SettingOwner } from "../delivery/settings.ts";
import { type Action, ANY_PEER, type Command, type Scenario, type When } from "../scenario.ts";
import { membersOf } from "../setting-changes.ts";
import { eventKindCount, eventKindInfo } from "../sim/event-kinds.ts";
import { type Cast, castsOf } from "./cast.ts";
import type { Luck } from "./luck.ts";
import { randomChange } from "./random-settings.ts";

/** Everything that happens in a random script begins before this and is over by then, unless it was meant to last. */
export interface ScriptSpan {
  healedByMs: number;
}

/** What a script draws from: the parts as they were at the start, and the names that joined since. */
interface Stage {
  scenario: Scenario;
  casts: readonly Cast[];
  /** Parts of any lane, also those that come later or have gone: a command may come too late or in vain. */
  parts: string[];
  /** A few parts that most of it happens to, and a few instants around which it happens: faults are worst when they meet. */
  victims: string[];
  instants: number[];
}

const KINDS = [
  "crash",
  "crash",
  "freeze",
  "freeze",
  "powerLoss",
  "powerLoss",
  "split",
  "split",
  "slowLink",
  "cutBefore",
  "cutBefore",
  "stop",
  "restart",
  "addConsumer",
  "addProducer",
  "remove",
  "set",
] as const;

/** Up to `most` commands of every kind, alone and one upon the other: what a person could do to a run, and more of it. */
export function randomScript(luck: Luck, scenario: Scenario, span: ScriptSpan, most: number): Command[] {
  const casts = castsOf(scenario);
  const parts = [...new Set(casts.flatMap((cast) => cast.parts))];
  const stage: Stage = {
    scenario,
    casts,
    parts,
    victims: Array.from({ length: luck.between(1, 3) }, () => luck.pick(parts)),
    instants: Array.from({ length: luck.between(1, 3) }, () => luck.between(0, span.healedByMs)),
  };
  const script: Command[] = [];
  const count = luck.between(1, most);
  if (luck.percent(60)) script.push(shadow(luck, stage, span));
  for (let i = 0; i < count; i++) script.push(...randomCommands(luck, stage, span, `c${i}`));
  return script;
}

/** A part that others depend on is away for some seconds, in which the rest of the script happens. */
function shadow(luck: Luck, stage: Stage, span: ScriptSpan): Command {
  const central = stage.casts.flatMap(({ parts }) => parts.filter((part) => !isClient(part, stage.scenario)));
  const fromMs = luck.between(0, span.healedByMs);
  const forMs = Math.min(luck.between(1_000, 8_000), span.healedByMs - fromMs);
  stage.instants = [fromMs + luck.below(forMs + 1), fromMs + luck.below(forMs + 1), fromMs + forMs];
  const part = luck.pick(central);
  const action: Action = luck.percent(50)
    ? { do: "freeze", part }
    : luck.percent(50)
      ? { do: "powerLoss", part }
      : { do: "split", from: [part], to: [], oneWay: luck.percent(30) };
  return { id: "shadow", when: { atMs: fromMs }, action, forMs };
}

function isClient(part: string, { producers, services }: Scenario): boolean {
  return producers.includes(part) || services.some(({ name }) => membersOf(name, [part]).length > 0);
}

function randomCommands(luck: Luck, stage: Stage, span: ScriptSpan, id: string): Command[] {
  const kind = luck.pick(KINDS);
  const cast = luck.pick(stage.casts);
  const action = randomAction(luck, stage, cast, kind, id);
  if (action === null) return [];
  const around = luck.pick(stage.instants) + luck.between(-1_500, 1_500);
  const fromMs = luck.percent(60) ? Math.min(Math.max(around, 0), span.healedByMs) : luck.between(0, span.healedByMs);
  const leftMs = span.healedByMs - fromMs;
  const forMs = lasts(action) ? Math.min(leftMs, luck.pick([luck.between(1, 300), luck.between(300, 5_000), leftMs])) : undefined;
  // A setting is one of this lane's system; others may have one of that name which takes other values.
  const lanes = action.do === "set" || luck.percent(20) ? [cast.lane.id] : undefined;
  const command: Command = { id, when: randomWhen(luck, stage, fromMs), action, lanes, forMs };
  return [command, ...sequel(luck, command, fromMs, span)];
}

/** What comes soon goes soon, and a part that was told to go is asked back. */
function sequel(luck: Luck, { id, action, lanes }: Command, fromMs: number, span: ScriptSpan): Command[] {
  const when = { atMs: Math.min(fromMs + luck.pick([luck.between(0, 100), luck.between(100, 4_000)]), span.healedByMs) };
  switch (action.do) {
    case "addConsumer":
    case "addProducer":
      return luck.percent(50) ? [{ id: `${id}-goes`, when, action: { do: "remove", part: action.name }, lanes }] : [];
    case "remove":
      return luck.percent(50) ? [{ id: `${id}-back`, when, action: { do: "restart", part: action.part }, lanes }] : [];
    case "crash":
      return luck.percent(30) ? [{ id: `${id}-again`, when, action, lanes, forMs: 200 }] : [];
    default:
      return [];
  }
}

function lasts({ do: kind }: Action): boolean {
  return kind === "crash" || kind === "stop" || kind === "powerLoss" || kind === "freeze" || kind === "split" || kind === "slowLink";
}

/** A part to be hit. */
function victim(luck: Luck, { parts, victims }: Stage): string {
  return luck.pick(luck.percent(60) ? victims : parts);
}

/** A part that has just come is as good a victim as any. */
function join(luck: Luck, { parts, victims }: Stage, name: string): void {
  parts.push(name);
  if (luck.percent(50)) victims.push(name);
}

/** Mostly a time, now and then the moment of an event: just there most things are under way. */
function randomWhen(luck: Luck, { parts }: Stage, atMs: number): When {
  if (luck.percent(70)) return { atMs };
  const after = eventKindInfo(luck.below(eventKindCount())).name;
  const part = luck.percent(40) ? luck.pick(parts) : undefined;
  return { after, part, nth: luck.between(1, 20), delayMs: luck.pick([0, 0, 1, 5, 40, 500]) };
}

function randomAction(luck: Luck, stage: Stage, cast: Cast, kind: (typeof KINDS)[number], id: string): Action | null {
  const { scenario } = stage;
  switch (kind) {
    case "crash":
    case "freeze":
    case "powerLoss":
    case "stop":
    case "restart":
    case "remove":
      return { do: kind, part: victim(luck, stage) };
    case "split":
      return { do: kind, ...randomSides(luck, stage), oneWay: luck.percent(40) };
    case "slowLink": {
      const extra = luck.pick([
        { kind: "constant", ms: luck.between(1, 1_500) },
        { kind: "uniform", fromMs: 0, toMs: luck.between(1, 3_000) },
        { kind: "exponential", meanMs: luck.between(1, 400) },
      ] as const);
      return { do: kind, ...randomSides(luck, stage), oneWay: luck.percent(40), extra };
    }
    case "cutBefore":
      return randomCut(luck, cast);
    case "addConsumer": {
      const service = luck.pick(scenario.services).name;
      join(luck, stage, `${service}-${id}`);
      return { do: kind, service, name: `${service}-${id}` };
    }
    case "addProducer":
      join(luck, stage, `producer-${id}`);
      return { do: kind, name: `producer-${id}` };
    case "set":
      return randomSetting(luck, stage, cast);
  }
}

/** One part against some or all others, or any parts against any. An empty side stands for all others. */
function randomSides(luck: Luck, stage: Stage): { from: string[]; to: string[] } {
  const { parts } = stage;
  const from = luck.percent(60) ? [victim(luck, stage)] : parts.filter(() => luck.percent(40));
  const rest = parts.filter((part) => !from.includes(part));
  const to = luck.percent(40) || rest.length === 0 ? [] : rest.filter(() => luck.percent(50));
  return from.length === 0 && to.length === 0 ? { from: [luck.pick(parts)], to } : { from, to };
}

function randomCut(luck: Luck, { parts, receives }: Cast): Action | null {
  const to = luck.pick(parts);
  const types = receives.get(to) ?? [];
  if (types.length === 0) return null;
  const from = luck.percent(50) ? ANY_PEER : luck.pick(parts);
  return from === to ? null : { do: "cutBefore", from, to: luck.percent(30) ? ANY_PEER : to, type: luck.pick(types) };
}

function randomSetting(luck: Luck, { parts, scenario }: Stage, { lane, parts: here }: Cast): Action | null {
  const change = randomChange(luck, lane);
  if (change === null) return null;
  const part = luck.percent(10) ? luck.pick(parts) : luck.pick(ownersParts(change.info.owner, here, scenario));
  return { do: "set", part, setting: change.info.name, value: change.value };
}

function ownersParts(owner: SettingOwner, parts: readonly string[], scenario: Scenario): readonly string[] {
  const clients = parts.filter((part) => isClient(part, scenario));
  if (owner === "producer" || owner === "client") return scenario.producers;
  if (owner === "consumer" || owner === "service")
    return [...scenario.services.map(({ name }) => name), ...clients.filter((part) => !scenario.producers.includes(part))];
  return parts.filter((part) => !clients.includes(part));
}
