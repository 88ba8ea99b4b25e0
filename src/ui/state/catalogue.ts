import { SCENARIOS } from "../../scenarios/index.ts";
import * as revisions from "../../scenarios/revisions.ts";
import { laterModule } from "./later-module.ts";
import type { PageScenario } from "./page-run.ts";

/** Titles of the scenarios of version 2, which themselves come after the first picture. */
const LATER_TITLES: Readonly<Record<string, string>> = {
  chain: "Order, payment, invoice, mail",
  "late-fifth": "The fifth subscriber",
  burst: "Ten times the rush",
  "more-hands-log": "More hands than shelves",
  "more-hands-queue": "Hands at one queue",
  backbone: "The event backbone",
  bridge: "A bridge between two brokers",
};

/** The menu, in its order. The first one is open when the page opens. */
export const MENU: readonly { id: string; title: string }[] = [
  ...SCENARIOS,
  ...Object.entries(LATER_TITLES).map(([id, title]) => ({ id, title })),
];

/** Those of version 2 once they have come: one object each. */
let come: readonly PageScenario[] = [];

const fetchDocuments = laterModule(async () => {
  const [{ DOCUMENTS }, { pageScenario }] = await Promise.all([import("../../scenarios/documents/index.ts"), import("./page-scenario.ts")]);
  if (come.length === 0) come = DOCUMENTS.map(pageScenario);
  return come;
});

/** Whether the menu has such a scenario. */
export function isInMenu(id: string): boolean {
  return MENU.some((one) => one.id === id);
}

/** A scenario of the menu; undefined when there is none of that name. */
export async function scenarioNamed(id: string): Promise<PageScenario | undefined> {
  const present = SCENARIOS.find((scenario) => scenario.id === id);
  if (present !== undefined || !isInMenu(id)) return present;
  return (await fetchDocuments()).find((scenario) => scenario.id === id);
}

/** Whether this very object is the present scenario of its name. */
export function isPresent(scenario: PageScenario): boolean {
  return [...SCENARIOS, ...come].includes(scenario);
}

/** Whether this very object is a published scenario, and not one that somebody changed. */
export function isPublished(scenario: PageScenario): boolean {
  return isPresent(scenario) || revisions.isPublished(scenario);
}

/** As it was published under that revision; undefined when there is no such. */
export async function publishedScenario(id: string, revision: number): Promise<PageScenario | undefined> {
  const present = await scenarioNamed(id);
  return present !== undefined && revisions.revisionOf(present) === revision ? present : await revisions.publishedScenario(id, revision);
}
