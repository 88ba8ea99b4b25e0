import type { Application } from "../../engine/document/application.ts";
import { handlerName, instancesOf } from "../../engine/document/names.ts";
import type * as documents from "../../engine/document/script.ts";
import type { Action, AnchorPart, Command, When } from "../../engine/scenario.ts";
import { commandOnPage } from "./command-on-page.ts";

/** A command of the page in the words of a document. `original`: the document's own, which stays what it is while the page shows it as it came. */
export function commandInDocument(
  command: Command,
  applications: readonly Application[],
  original: documents.Command | undefined,
): documents.Command {
  if (original !== undefined && JSON.stringify(commandOnPage(original, applications)) === JSON.stringify(command)) return original;
  const { id, when, lanes, action, forMs } = command;
  return {
    id,
    when: whenInDocument(when, applications),
    ...(lanes === undefined ? {} : { lanes }),
    action: actionInDocument(action, applications),
    ...(forMs === undefined ? {} : { forMs }),
  };
}

/** A part by its name, unless only an application is called so, or one of its handlers. */
function targetOf(name: string, applications: readonly Application[]): { part: string } | { application: string } {
  const isPart = applications.some((one) => instancesOf(one).includes(name));
  const isOf = (one: Application) => one.name === name || (one.handles ?? []).some((handler) => handlerName(one, handler) === name);
  const application = isPart ? undefined : applications.find(isOf);
  return application === undefined ? { part: name } : { application: application.name };
}

function whenInDocument(when: When, applications: readonly Application[]): documents.When {
  if ("atMs" in when) return when;
  const { part, ...rest } = when;
  return part === undefined ? rest : { ...rest, by: targetOf(part, applications) };
}

function actionInDocument(action: Action, applications: readonly Application[]): documents.Action {
  const hit = (part: string | AnchorPart): documents.Hit => (typeof part === "string" ? targetOf(part, applications) : part);
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "freeze":
    case "stop":
      return { do: action.do, at: hit(action.part) };
    case "restart":
      return { do: "restart", at: targetOf(action.part, applications) };
    case "split":
    case "slowLink": {
      const targets = (names: readonly string[]) => names.map((name) => targetOf(name, applications));
      return { ...action, from: targets(action.from), to: targets(action.to) };
    }
    case "cutBefore":
      return action;
    case "addConsumer":
      return { do: "join", application: action.service, instance: action.name };
    case "addProducer":
      return { do: "join", application: sourceNamed(action.name, applications), instance: action.name };
    case "remove":
      return { do: "leave", part: action.part };
    case "set":
      return { do: "set", at: targetOf(action.part, applications), setting: action.setting, value: action.value };
  }
}

/** The source whose instances are called alike; the first one otherwise. */
function sourceNamed(instance: string, applications: readonly Application[]): string {
  const sources = applications.filter(({ emits }) => emits !== undefined);
  const alike = sources.find((one) => [one.name, ...instancesOf(one)].some((name) => instance.startsWith(`${name}-`)));
  return (alike ?? sources[0])?.name ?? "";
}
