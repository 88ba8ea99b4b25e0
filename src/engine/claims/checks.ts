import type { ClaimName, ClaimOf } from "./claim.ts";
import type { Testimony } from "./testimony.ts";

/** For each claim, whether a history bears it out. */
export type Checks = { [Name in ClaimName]: (claim: ClaimOf<Name>, told: Testimony) => boolean };
