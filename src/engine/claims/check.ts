import type { LaneFacts } from "../delivery/lane-facts.ts";
import type { DocumentRun } from "../lanes/run-document.ts";
import type { Simulation } from "../sim/simulation.ts";
import { absenceChecks } from "./check-absences.ts";
import { effectChecks } from "./check-effects.ts";
import { faultChecks } from "./check-faults.ts";
import { membershipChecks } from "./check-membership.ts";
import { messageChecks } from "./check-messages.ts";
import { settlementChecks } from "./check-settlements.ts";
import { stateChecks } from "./check-states.ts";
import type { Checks } from "./checks.ts";
import type { Claim } from "./claim.ts";
import { Testimony } from "./testimony.ts";

const CHECKS: Checks = {
  ...messageChecks,
  ...effectChecks,
  ...settlementChecks,
  ...membershipChecks,
  ...faultChecks,
  ...stateChecks,
  ...absenceChecks,
};

/** Re-reads claims from a lane's history, without any knowledge of how they came about. */
export class ClaimChecker {
  private readonly told: Testimony;

  constructor(simulation: Simulation, played: DocumentRun, facts: LaneFacts, lane: number) {
    this.told = new Testimony(simulation, played, facts, lane);
  }

  /** Whether the history bears a claim out: its event is there, at that instant, and everything that it says holds. */
  holds(claim: Claim): boolean {
    const { event, at } = claim;
    const { history } = this.told;
    if (event < 0 || event >= history.length || history.at(event) !== at) return false;
    return (CHECKS[claim.says] as (claim: Claim, told: Testimony) => boolean)(claim, this.told);
  }
}
