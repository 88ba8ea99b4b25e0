import type { Scenario } from "../engine/scenario.ts";

/** Every revision of a scenario that was ever published, as data, by path. A module of its own: no first load needs the table. */
export const FROZEN = import.meta.glob<Scenario>("./frozen/*.json", { import: "default" });
