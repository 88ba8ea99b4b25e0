import type { Command, Hit, When } from "../document/script.ts";
import { eventKindInfo } from "../sim/event-kinds.ts";
import type { LaneReader } from "./lane-reader.ts";
import type { OtherLane } from "./other-lane.ts";
import type { WhyCard } from "./why-card.ts";

/** What of a message's way a fault can hang on: the same in every system. */
const MOMENTS: ReadonlySet<string> = new Set([
  "MessageSent",
  "MessageStored",
  "MessageConfirmed",
  "MessageDelivered",
  "WorkBegun",
  "EffectRequested",
  "EffectConfirmed",
  "WorkDone",
]);
/** Where in the other lane no moment of the message came before the fault, or another system has it later. */
const USUAL = ["EffectConfirmed", "WorkBegun", "MessageDelivered", "MessageStored", "MessageSent"];
const SOON_MS = 1;
const MOST = 3;
/** Who does it: a fault of a consumer hits whoever has the message here. */
const BY_CONSUMERS: ReadonlySet<string> = new Set(["MessageDelivered", "WorkBegun", "EffectRequested", "EffectConfirmed", "WorkDone"]);

/** A command, and when it might have come. */
export interface Moment {
  command: Command;
  when: When;
}

/** A fault at another moment of the message than it struck here: first the one that it struck in the other lane. */
export function otherMoments(commands: readonly string[], theirs: WhyCard, { record }: OtherLane, reader: LaneReader): Moment[] {
  const { message, destination } = reader.question;
  const { history } = record.simulation;
  const owner = reader.said.handlerOf(destination)?.application.name;
  return commands.flatMap((id) => {
    const command = reader.command(id);
    const step = theirs.steps.find((other) => other.commands.includes(id));
    if (command === undefined || step === undefined || !isHit(command)) return [];
    const onConsumer = "at" in command.action && isOf(command.action.at as Hit, owner, reader);
    let there: string | undefined;
    for (let event = step.claims[0].event - 1; event >= 0 && there === undefined; event--) {
      if (history.message(event) !== message) continue;
      const kind = eventKindInfo(history.kind(event)).name;
      if (MOMENTS.has(kind) && (!onConsumer || BY_CONSUMERS.has(kind))) there = kind;
    }
    const kinds = [...new Set([...(there === undefined ? [] : [there]), ...USUAL])].filter((kind) => !onConsumer || BY_CONSUMERS.has(kind));
    return kinds.slice(0, MOST).map((after) => {
      const when: When = {
        after,
        message,
        delayMs: SOON_MS,
        ...(BY_CONSUMERS.has(after) && owner !== undefined ? { by: { application: owner } } : {}),
      };
      return { command: onConsumer ? hittingWhoever(command) : command, when };
    });
  });
}

/** What can be timed anew: it hits a part, a link or a network that is there. */
function isHit({ action }: Command): boolean {
  return ["crash", "powerLoss", "freeze", "stop", "split", "slowLink"].includes(action.do);
}

/** Whether it hits whoever works on the message: an instance of that application, or whoever did what the command waited for. */
function isOf(at: Hit, owner: string | undefined, { said }: LaneReader): boolean {
  if ("of" in at || "has" in at) return true;
  return "part" in at ? said.applicationOf(at.part) === owner : "application" in at && at.application === owner;
}

function hittingWhoever(command: Command): Command {
  const { action } = command;
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "freeze":
    case "stop":
      return { ...command, action: { ...action, at: { of: "anchor" } } };
    default:
      return command;
  }
}
