import { labelOf } from "../state/messages.ts";
import type { ToldEvent } from "./told-event.ts";

/** What a consumer still owed when it went down, in its protocol's own word. */
const OWED: readonly (readonly [role: string, words: string])[] = [
  ["kafka", "before commitSync of"],
  ["rabbitmq", "before basic.ack of"],
  ["direct", "before the answer to"],
];
/** So far back is looked for what a process was doing, in events of the whole run. */
const LOOK_BACK = 6000;

/** ", by the scenario" or ", by hand": who injected a fault; nothing when no command did. */
export function byWhom({ id, history, run }: ToldEvent): string {
  const cause = history.cause(id);
  if (cause < 0 || history.kind(cause) !== "CommandGiven") return "";
  return author(run.scripted(history.text(history.a(cause))));
}

/** The same for faults of the network, which carry the name of their command. */
export function byFault(fault: string, { run }: ToldEvent): string {
  return author(run.scripted(fault));
}

function author(scripted: boolean): string {
  return scripted ? " by the scenario" : " by hand";
}

/** ", before commitSync of #7": what a process had begun and not finished when it went down. */
export function inTheMiddle({ id, process, role, history, run, text }: ToldEvent): string {
  for (let before = id - 1; before >= Math.max(0, id - LOOK_BACK); before--) {
    if (history.process(before) !== process) continue;
    const message = history.message(before);
    switch (history.kind(before)) {
      case "WorkBegun":
      case "EffectRequested":
        return `, while working on #${labelOf(message)}`;
      case "EffectConfirmed": {
        const settlesAfter = run.service(text(history.a(before)))?.settle === "after";
        const owed = OWED.find(([system]) => role.startsWith(system))?.[1];
        return settlesAfter && owed !== undefined ? `, ${owed} #${labelOf(message)}` : `, while working on #${labelOf(message)}`;
      }
      case "WorkDone":
      case "WorkFailed":
      case "WorkAbandoned":
      case "ProcessStarted":
        return "";
    }
  }
  return "";
}
