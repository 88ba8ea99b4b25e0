import type { Scenario } from "../../engine/document/scenario.ts";
import { backbone } from "./backbone.ts";
import { bridge } from "./bridge.ts";
import { burst } from "./burst.ts";
import { chain } from "./chain.ts";
import { lateFifth } from "./late-fifth.ts";
import { moreHandsLog, moreHandsQueue } from "./more-hands.ts";

/** Scenarios of version 2, in the order of the menu, behind those of version 1. */
export const DOCUMENTS: readonly Scenario[] = [chain, lateFifth, burst, moreHandsLog, moreHandsQueue, backbone, bridge];
