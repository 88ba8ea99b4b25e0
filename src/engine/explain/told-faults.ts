import type { DurationSpec } from "../delivery/services.ts";
import type { Command } from "../scenario.ts";
import type { HistoryEvent } from "../sim/history.ts";
import { type LaneReader, list, seconds } from "./lane-reader.ts";
import { RANK, type Sentence, said, type Templates } from "./sentence.ts";

/** What the script did to the world, and the ends of it. */
export const faultTemplates: Templates = {
  ProcessCrashed: (event, reader) => died(event, "crashed", reader),
  MachineLost: (event, reader) => died(event, "lost power", reader),
  ProcessStopped: (event, reader) => ({ ...died(event, "stopped", reader), rank: RANK.turn }),
  ProcessStarted(event, reader) {
    if (event.a === 0) return null;
    const down = reader.last("ProcessCrashed", event.id, ({ process }) => process === event.process);
    const lost = reader.last("MachineLost", event.id, ({ process }) => process === event.process);
    const since = Math.max(down?.at ?? 0, lost?.at ?? 0);
    const what = hasDisk(event, reader) ? "with what its disk had kept" : "with nothing of what it had known";
    const detail = since === 0 ? `It began anew, ${what}.` : `After ${seconds(event.at - since)} s, ${what}.`;
    return { ...said(reader.part(event.process), "was back"), detail, rank: RANK.turn };
  },
  ProcessFrozen(event, reader) {
    const resumed = reader.first("ProcessResumed", event.id, ({ process }) => process === event.process);
    const long = resumed === undefined ? "" : ` for ${seconds(resumed.at - event.at)} s`;
    const detail = `It neither worked nor answered${long}. ${inHand(event, reader)}`.trim();
    return { ...said(reader.part(event.process), "froze"), detail, rank: RANK.fault };
  },
  ProcessResumed(event, reader) {
    const frozen = reader.last("ProcessFrozen", event.id, ({ process }) => process === event.process);
    const since = frozen === undefined ? "" : ` of ${seconds(event.at - frozen.at)} s`;
    return { ...said(reader.part(event.process), "went on"), detail: `It knew nothing of the pause${since}.`, rank: RANK.turn };
  },
  NetworkSplit(event, reader) {
    const action = commandOfFault(event, reader)?.action;
    const healed = reader.first("NetworkHealed", event.id, ({ a }) => a === event.a);
    const long = healed === undefined ? "" : ` for ${seconds(healed.at - event.at)} s`;
    if (action?.do !== "split") return { ...said("The network", "was cut"), detail: `Nothing passed${long}.`, rank: RANK.fault };
    const [alone, others] = action.from.length === 1 || action.to.length === 0 ? [action.from, action.to] : [action.to, action.from];
    const from = others.length === 0 ? "the others" : list(others);
    const one = action.oneWay ? "was cut off one way" : "was cut off";
    const title = alone.length === 1 ? said(alone[0], one) : said("The network", "was cut");
    const detail = `Nothing passed between ${list(alone)} and ${from}${long}, and nobody was told.`;
    return { ...title, detail, rank: RANK.fault, processes: processesOf(alone, reader) };
  },
  NetworkHealed: () => ({ ...said("The network", "healed"), detail: "What had waited at the cut went on.", rank: RANK.turn }),
  LinkSlowed(event, reader) {
    const action = commandOfFault(event, reader)?.action;
    if (action?.do !== "slowLink") return { ...said("A link", "became slow"), detail: "What crossed it came late.", rank: RANK.fault };
    const [near, far] = action.from.length > 0 ? [action.from, action.to] : [action.to, action.from];
    const between = far.length === 0 ? "" : ` to ${list(far)}`;
    const detail = `Each message${between} took ${extra(action.extra)} longer.`;
    const short = near.length === 1 ? said("The link", `of ${near[0]} was slow`) : said("A link", "became slow");
    return { ...short, detail, rank: RANK.fault, processes: processesOf(near, reader) };
  },
  LinkRestored: () => ({ ...said("The link", "was quick again"), detail: "Messages took their usual time.", rank: RANK.aside }),
  ConnectionCut: connectionCut,
  CommandGiven(event, reader) {
    const command = reader.command(reader.text(event.a));
    return command === undefined ? null : ordered(command, reader);
  },
};

/** Kinds of events that a fault of the script is seen by. */
export const FAULT_KINDS = new Set(["ProcessCrashed", "MachineLost", "ProcessFrozen", "NetworkSplit", "LinkSlowed", "ConnectionCut"]);

const BEFORE_SETTLING = { kafka: "the commit", rabbitmq: "basic.ack", direct: "its answer" } as const;

function died(event: HistoryEvent, verb: string, reader: LaneReader): Sentence {
  const who = reader.part(event.process);
  const { message } = reader.question;
  const delivery = reader.delivery(event.process, event.id);
  if (delivery === undefined) return { ...said(who, verb), detail: whatItWas(event, reader), rank: RANK.fault };
  const did = reader.last("EffectApplied", event.id, (row) => row.message === message && reader.history.a(row.cause) === event.process);
  const settled = settledBefore(event, delivery, reader);
  if (settled !== null) {
    const title = did === undefined ? `${verb} before it ${reader.done} #${message}` : verb;
    return { ...said(who, title.split(" ").length > 5 ? `${verb} before the work` : title), detail: settled, rank: RANK.fault };
  }
  const before = did === undefined ? `${verb} with #${message} in hand` : `${verb} before ${BEFORE_SETTLING[reader.spec.system]}`;
  return { ...said(who, before), detail: notSettled(event, delivery, reader), rank: RANK.fault };
}

/** How the message stood in the books of group or queue when its consumer died: done; null when it was not. */
function settledBefore(event: HistoryEvent, delivery: HistoryEvent, reader: LaneReader): string | null {
  const { message } = reader.question;
  if (reader.spec.system === "kafka") {
    const committed = lastCommit(event, delivery, reader);
    if (committed === undefined || committed.b <= delivery.b) return null;
    const next = reader.first("PositionRestored", event.id, (row) => reader.isForUs(row.a) && row.c === committed.c);
    const resumed = next === undefined ? "" : `; ${reader.part(next.process)} resumed there`;
    return `The committed offset was ${committed.b}, past #${message}${resumed}.`;
  }
  const settled = reader.last("MessageSettled", event.id, (row) => row.message === message && reader.isForUs(row.a));
  if (settled === undefined) return null;
  return `The queue had let go of #${message} at ${seconds(settled.at)}: nobody gets it again.`;
}

function notSettled(event: HistoryEvent, delivery: HistoryEvent, reader: LaneReader): string {
  const { message } = reader.question;
  switch (reader.spec.system) {
    case "kafka": {
      const committed = lastCommit(event, delivery, reader);
      return committed === undefined
        ? `The group had committed no offset there yet; #${message} is at offset ${delivery.b}.`
        : `The group's committed offset stayed at ${committed.b}${committed.b === delivery.b ? `, that of #${message}` : ""}.`;
    }
    case "rabbitmq":
      return settlesFirst(reader)
        ? `Its basic.ack for delivery tag ${delivery.b} was on the way already.`
        : `Delivery tag ${delivery.b}, #${message}, was still unacknowledged.`;
    case "direct":
      return `The caller never heard what had become of #${message}.`;
  }
}

function settlesFirst({ facts, question }: LaneReader): boolean {
  return facts.services.find(({ name }) => name === question.destination)?.settle === "before";
}

/** The group's last committed offset of the partition that the message was read from. */
function lastCommit({ id }: HistoryEvent, delivery: HistoryEvent, reader: LaneReader): HistoryEvent | undefined {
  const places = reader
    .copies()
    .filter(({ b }) => b === delivery.b)
    .map(({ a }) => a);
  return reader.last("OffsetCommitted", id, (row) => reader.isForUs(row.a) && places.includes(row.c));
}

function whatItWas(event: HistoryEvent, reader: LaneReader): string {
  const role = reader.role(event.process);
  const { message } = reader.question;
  const copy = reader.copies().find(({ process, id }) => process === event.process && id < event.id);
  const powerless = reader.kind(event.id) === "MachineLost";
  const lost = powerless && hasDisk(event, reader) ? "What it had not written back was gone" : null;
  if (copy !== undefined) {
    const held = `#${message} was on it, ${/broker/.test(role) ? `at offset ${copy.b} of` : "in queue"} ${reader.text(copy.a)}`;
    return lost === null ? `${held}.` : `${held}. ${lost}.`;
  }
  if (lost !== null) return `${lost}, and nobody was told.`;
  return `${inHand(event, reader)} ${powerless ? "Nobody was told." : "All its connections were reset."}`.trim();
}

/** Whether the part keeps anything over its death. */
function hasDisk({ process }: HistoryEvent, reader: LaneReader): boolean {
  return /broker|node|controller/.test(reader.role(process));
}

function inHand(event: HistoryEvent, reader: LaneReader): string {
  const { message } = reader.question;
  const delivery = reader.delivery(event.process, event.id);
  if (delivery === undefined) return "";
  const done = reader.last("WorkDone", event.id, (row) => row.process === event.process && row.message === message);
  return done === undefined || done.id < delivery.id ? `It had #${message} in hand.` : "";
}

const ANSWERS: Record<string, string> = { "confirm.ack": "The confirm", "basic.ack": "basic.ack" };

function connectionCut(event: HistoryEvent, reader: LaneReader): Sentence {
  const [from, to] = [reader.part(event.a), reader.part(event.process)];
  const lost = reader.first("PacketLost", event.id, ({ cause }) => cause === event.id);
  const between = `The connection between ${from} and ${to} broke first`;
  if (lost === undefined) return { ...said("The connection", `to ${to} broke`), detail: `${between}.`, rank: RANK.fault };
  const type = reader.text(lost.c);
  const { message, kind } = reader.question;
  if (kind === "lost" && !/Response|ack|Answer/.test(type)) {
    const again = reader.first("MessageSent", lost.id, (row) => row.message === message) === undefined;
    const detail = `${between}, and #${message} with it${again ? "; nobody sends it again" : ""}.`;
    return { ...said(ANSWERS[type] ?? type, "was lost"), detail, rank: RANK.outcome };
  }
  const stored = reader.last("MessageStored", event.id, (row) => row.message === message);
  const knows = /Response|ack/i.test(type) && stored !== undefined && /producer|publisher/.test(reader.role(event.process));
  const doubt = knows ? `; ${to} could not know that #${message} was stored` : "";
  return { ...said(ANSWERS[type] ?? type, "was lost"), detail: `${between}${doubt}.`, rank: RANK.fault };
}

/** The command behind a fault of the network, which the fault is named after. */
function commandOfFault(event: HistoryEvent, reader: LaneReader): Command | undefined {
  const name = reader.text(event.a);
  return reader.command(name.slice(name.indexOf("/") + 1));
}

function processesOf(parts: readonly string[], { simulation }: LaneReader): number[] {
  return parts
    .map((part) => simulation.processes.findIndex(({ address }) => address === part || address.startsWith(`${part}-`)))
    .filter((process) => process >= 0);
}

function extra(spec: DurationSpec): string {
  switch (spec.kind) {
    case "constant":
      return `${seconds(spec.ms * 1000)} s`;
    case "uniform":
      return `${seconds(spec.fromMs * 1000)} to ${seconds(spec.toMs * 1000)} s`;
    case "exponential":
      return `${seconds(spec.meanMs * 1000)} s on average`;
  }
}

/** An order of the operator that no event of its own tells of. */
function ordered({ action }: Command, reader: LaneReader): Sentence | null {
  const rank = RANK.fault;
  switch (action.do) {
    case "set":
      return {
        ...said(action.setting, `became ${action.value}`),
        detail: `On ${action.part}, by hand.`,
        rank,
        processes: processesOf([action.part], reader),
      };
    case "addConsumer":
      return {
        ...said(action.name, `joined ${action.service}`),
        detail: "One more consumer to share the work.",
        rank,
        processes: processesOf([action.name], reader),
      };
    case "addProducer":
      return {
        ...said(action.name, "began to send"),
        detail: "The producers divide the messages anew.",
        rank,
        processes: processesOf([action.name], reader),
      };
    case "remove":
      return {
        ...said(action.part, "was taken away"),
        detail: "It finished what it had and left.",
        rank,
        processes: processesOf([action.part], reader),
      };
    case "restart":
      return {
        ...said(action.part, "was started again"),
        detail: "With what its disk had kept.",
        rank,
        processes: processesOf([action.part], reader),
      };
    default:
      return null; // told by the event of the fault itself
  }
}
