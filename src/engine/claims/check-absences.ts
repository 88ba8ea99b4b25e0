import type { HistoryEvent } from "../sim/history.ts";
import { hasInHand } from "./check-messages.ts";
import type { Checks } from "./checks.ts";
import type { ClaimOf } from "./claim.ts";
import type { Testimony } from "./testimony.ts";

/** What did not happen, and how a message stood when the faults of another lane came to this one. */
export const absenceChecks = {
  noSuch: ({ command, does }, told) => told.action(command)?.do === does && inVain(command, told),
  noSuchBecause({ command, because }, told) {
    const given = told.played.run.script.find(({ id }) => id === command);
    if (given === undefined || !inVain(command, told)) return false;
    const { action, when, lanes } = given;
    switch (because.why) {
      case "other lanes":
        return lanes !== undefined && !lanes.includes(told.said.lane.id);
      case "no part":
        return JSON.stringify(action).includes(`"${because.part}"`) && !told.parts.some((part) => told.isNamed([because.part], part));
      case "never came": {
        const { awaited, message } = because;
        if (!("after" in when) || when.after !== awaited || told.numberOf(when.message) !== message) return false;
        return told.none(awaited, (row) => message === null || row.message === message);
      }
      case "no packet":
        return action.do === "cutBefore" && action.type === because.type;
      case "never given":
        return true;
    }
  },
  notYetSent({ event, message, destination }, told) {
    return (
      told.service(destination) !== undefined &&
      told.facts.messages[message - 1] !== undefined &&
      !wasSent(event, message, destination, told)
    );
  },
  alreadyDone({ event, message, destination, part, done, doneAt }, told) {
    const applied = told.last("EffectApplied", isFor(message, destination, told), { before: event });
    return applied?.at === doneAt && told.requester(applied) === part && told.service(destination)?.done === done;
  },
  effectOutstanding({ event, message, destination }, told) {
    return (
      !told.none("EffectRequested", isFor(message, destination, told), { before: event }) && noEffect(event, message, destination, told)
    );
  },
  noEffectYet: ({ event, message, destination }, told) => noEffect(event, message, destination, told),
  wasWith: ({ event, part, message }, told) => hasInHand(part, message, event, told),
  onItsWay({ event, message, destination }, told) {
    return wasSent(event, message, destination, told) && told.none("EffectApplied", isFor(message, destination, told), { before: event });
  },
  layIn({ event, message, place }, told) {
    return !told.none("MessageStored", (row) => row.message === message && told.text(row.a) === place, { before: event });
  },
  handedTimes({ message, destination, times }, told) {
    return told.service(destination) !== undefined && told.all("MessageDelivered", isFor(message, destination, told)).length === times;
  },
  keptUntil({ message, destination, place, part, waitedUs }, told) {
    const copy = told.first("MessageStored", (row) => row.message === message && told.text(row.a) === place);
    const handed = told.last("MessageDelivered", isFor(message, destination, told));
    return copy !== undefined && handed !== undefined && told.part(handed.process) === part && handed.at - copy.at === waitedUs;
  },
  storedTimes: ({ message, times }, told) => told.all("MessageStored", of(message)).length === times,
  otherAfter({ message, other, destination, laterUs }, told) {
    const effect = (number: number) => told.first("EffectApplied", isFor(number, destination, told));
    const [mine, theirs] = [effect(message), effect(other)];
    if (told.keyOf(message) === undefined || told.keyOf(other) !== told.keyOf(message) || other <= message) return false;
    return (mine === undefined || theirs === undefined ? null : theirs.at - mine.at) === laterUs;
  },
  hadBoth({ part, message, other, destination }, told) {
    const effects = [message, other].map((number) => told.first("EffectApplied", isFor(number, destination, told)));
    return message !== other && effects.every((row) => row !== undefined && told.requester(row) === part);
  },
  liesBefore({ message, other, place }, told) {
    const copy = (number: number) => told.first("MessageStored", (row) => row.message === number && told.text(row.a) === place);
    const [mine, theirs] = [copy(message), copy(other)];
    return mine !== undefined && theirs !== undefined && mine.b < theirs.b;
  },
  appliedBefore({ event, message, appliedAt }, told) {
    const row = told.row(event);
    return told.last("EffectApplied", (other) => other.message === message && other.a === row.a, { before: event })?.at === appliedAt;
  },
  choice: (claim, told) => isChosen(claim, told),
} satisfies Partial<Checks>;

function of(message: number): (row: HistoryEvent) => boolean {
  return (row) => row.message === message;
}

/** Before an event; a direct call is made to each service by itself. */
function wasSent(event: number, message: number, destination: string, told: Testimony): boolean {
  const mine = (row: HistoryEvent) =>
    row.message === message && (told.systemOf(destination) !== "direct" || told.isReader(row.b, destination));
  return !told.none("MessageSent", mine, { before: event });
}

function isFor(message: number, destination: string, told: Testimony): (row: HistoryEvent) => boolean {
  return (row) => row.message === message && told.isReader(row.a, destination);
}

/** Never given; or given to break a connection, which it did not. */
function inVain(command: string, told: Testimony): boolean {
  if (told.action(command)?.do === "cutBefore") return told.none("ConnectionCut", (row) => told.text(row.c).endsWith(`/${command}`));
  return told.none("CommandGiven", (row) => told.text(row.a) === command);
}

function noEffect(event: number, message: number, destination: string, told: Testimony): boolean {
  if (told.facts.messages[message - 1] === undefined || told.service(destination) === undefined) return false;
  return told.none("EffectApplied", isFor(message, destination, told), { before: event });
}

/** What a lane's scenario says of a database, a service or a queue, and of a setting what was in force for the part. */
function isChosen({ event, owner, of: whose, setting, value }: ClaimOf<"choice">, told: Testimony): boolean {
  const { said } = told;
  switch (owner) {
    case "database":
      return whose === "database" && setting === "idempotent" && told.facts.services.some(({ name }) => said.isIdempotent(name) === value);
    case "service":
      if (said.handlerOf(whose) === null) return false;
      return (setting === "settle" ? said.settleOf(whose) : said.consumersOf(whose)) === value;
    case "queue":
      return setting === "durable" && said.place(whose)?.durable === value;
    default:
      return (
        told.parts.includes(whose) && told.facts.services.some(({ name }) => told.setting(owner, setting, whose, event, name) === value)
      );
  }
}
