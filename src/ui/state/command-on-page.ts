import type { Application } from "../../engine/document/application.ts";
import type { MessageRef } from "../../engine/document/message-ref.ts";
import type * as documents from "../../engine/document/script.ts";
import type { Action, AnchorPart, Command, When } from "../../engine/scenario.ts";

/** A command of a document in the words of the page. What the page has no word for it names by its nearest. */
export function commandOnPage(command: documents.Command, applications: readonly Application[]): Command {
  const { id, when, lanes, action, forMs } = command;
  return {
    id,
    when: whenOnPage(when),
    ...(lanes === undefined ? {} : { lanes }),
    action: actionOnPage(action, applications),
    ...(forMs === undefined ? {} : { forMs }),
  };
}

/** A child is named by the message that it goes back to. */
function numberOn(ref: MessageRef | undefined): number | undefined {
  return typeof ref === "object" ? ref.n : ref;
}

function whenOnPage(when: documents.When): When {
  if ("atMs" in when) return when;
  const { after, by, message, nth, delayMs } = when;
  const number = numberOn(message);
  const part = by === undefined ? undefined : Object.values(by)[0];
  return {
    after,
    ...(part === undefined ? {} : { part }),
    ...(number === undefined ? {} : { message: number }),
    ...(nth === undefined ? {} : { nth }),
    delayMs,
  };
}

function nameOf(target: documents.Target): string {
  return Object.values(target)[0] as string;
}

function hitOnPage(at: documents.Hit): string | AnchorPart {
  return "of" in at || "has" in at ? { of: "anchor" } : nameOf(at);
}

function actionOnPage(action: documents.Action, applications: readonly Application[]): Action {
  switch (action.do) {
    case "crash":
    case "powerLoss":
    case "freeze":
    case "stop":
      return { do: action.do, part: hitOnPage(action.at) };
    case "restart":
      return { do: "restart", part: nameOf(action.at) };
    case "split":
      return { ...action, from: action.from.map(nameOf), to: action.to.map(nameOf) };
    case "slowLink":
      return { ...action, from: action.from.map(nameOf), to: action.to.map(nameOf) };
    case "cutBefore": {
      const { message, ...rest } = action;
      const number = numberOn(message);
      return number === undefined ? rest : { ...rest, message: number };
    }
    case "join": {
      const { application, instance: name } = action;
      const handles = (applications.find((one) => one.name === application)?.handles ?? []).length > 0;
      return handles ? { do: "addConsumer", service: application, name } : { do: "addProducer", name };
    }
    case "leave":
      return { do: "remove", part: action.part };
    case "set":
      return { do: "set", part: Object.values(action.at)[0] as string, setting: action.setting, value: action.value };
    case "setOnFailure":
      return {
        do: "set",
        part: Object.values(action.at)[0] as string,
        setting: "onFailure",
        value: action.steps.map((step) => step.do).join(),
      };
    case "addClient":
      return { do: "addConsumer", service: action.client.application, name: action.client.application };
    case "removeClient":
      return { do: "remove", part: action.application };
    case "operate":
      return { do: "set", part: action.cluster, setting: action.act, value: "" };
  }
}
