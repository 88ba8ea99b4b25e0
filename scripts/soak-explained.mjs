// @ts-check
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

/** @typedef {{ asked: number, answered: number, whole: number, enough: number, commands: number, needed: number, claims: number, untrue: number, flaws: number }} Figures */

/** @returns {Figures} */
const nothing = () => ({ asked: 0, answered: 0, whole: 0, enough: 0, commands: 0, needed: 0, claims: 0, untrue: 0, flaws: 0 });

/**
 * Random runs from a seed on until so many questions have been asked, each answer put to the test: the shown faults alone bring it about, it
 * does not happen without any one of them, and the history bears every claim out. What was cut short by the work allowed is left out of the
 * first two, and counted. Says the figures by system and kind; true when nothing was found.
 *
 * @param {number} questions
 * @param {number} from
 * @returns {Promise<boolean>}
 */
export async function soakExplanations(questions, from) {
  const { soakExplained, soakAbsences } = await import(pathToFileURL(await bundle("scripts/soak-explained.ts", "soak-explained")).href);
  /** @type {Record<string, Figures>} */
  const byKind = {};
  const all = nothing();
  const absences = { asked: 0, answered: 0, cut: 0, some: 0, kept: 0, borneOut: 0, faults: 0, told: 0, claims: 0, untrue: 0, flaws: 0 };
  let seed = from;
  for (; all.asked < questions; seed++) {
    for (const found of soakAbsences(seed)) {
      countAbsence(absences, found);
      const said = absenceComplaint(found);
      if (said !== null) console.log(`seed ${seed}, ${JSON.stringify(found.question)}: ${said}`);
    }
    for (const found of soakExplained(seed)) {
      const name = `${found.system}, ${found.question.kind}`;
      byKind[name] ??= nothing();
      for (const figures of [byKind[name], all]) count(figures, found);
      const said = complaint(found);
      if (said !== null) console.log(`seed ${seed}, ${JSON.stringify(found.question)}: ${said}`);
    }
  }
  console.table(byKind);
  const { asked, answered, whole, enough, commands, needed, claims, untrue, flaws } = all;
  console.log(
    `${asked} questions from ${seed - from} random runs from seed ${from}: ${answered} of ${asked} answered, ${whole} of ${answered} with everything tried.`,
  );
  console.log(
    `Of those ${enough} of ${whole} come about by the shown faults alone, and not without ${needed} of ${commands} of these faults.`,
  );
  console.log(`${claims - untrue} of ${claims} claims are borne out by the history; ${flaws} flawed sentences.`);
  const { kept, borneOut, faults, told } = absences;
  console.log(
    `Why not: ${absences.answered} of ${absences.asked} answered, ${absences.some} with something found that keeps it away, ${absences.cut} cut short by the work allowed.`,
  );
  console.log(`With that otherwise it happens in ${borneOut} of ${kept}; ${told} of ${faults} faults of the other lane are told of.`);
  console.log(
    `${absences.claims - absences.untrue} of ${absences.claims} of their claims are borne out; ${absences.flaws} flawed sentences.`,
  );
  const sound = absences.answered === absences.asked && borneOut === kept && told === faults && absences.untrue + absences.flaws === 0;
  return sound && answered === asked && enough === whole && needed === commands && untrue === 0 && flaws === 0;
}

/** @param {Record<string, number>} figures @param {any} found */
function countAbsence(figures, { answered, cut, kept, borneOut, faults, told, claims, untrue, bad }) {
  const more = {
    asked: 1,
    answered: Number(answered),
    cut: Number(cut),
    some: Number(kept > 0),
    kept,
    borneOut,
    faults,
    told,
    claims: claims.length,
    untrue: untrue.length,
    flaws: bad.length,
  };
  for (const [name, count] of Object.entries(more)) figures[name] += count;
}

/** @param {any} found @returns {string | null} */
function absenceComplaint({ answered, kept, borneOut, faults, told, untrue, bad }) {
  if (!answered) return "no answer to why not";
  if (untrue.length > 0) return `not borne out: ${JSON.stringify(untrue[0])}`;
  if (bad.length > 0) return `flawed: ${bad[0]}`;
  if (borneOut < kept) return "it does not happen with that otherwise which is said to keep it away";
  return told < faults ? `${faults - told} of ${faults} faults of the other lane are not told of` : null;
}

/** @param {Figures} figures @param {any} found */
function count(figures, { answered, cut, enough, commands, needed, claims, untrue, bad }) {
  figures.asked++;
  figures.claims += claims.length;
  figures.untrue += untrue.length;
  figures.flaws += bad.length;
  if (!answered) return;
  figures.answered++;
  if (cut) return;
  figures.whole++;
  figures.enough += Number(enough);
  figures.commands += commands;
  figures.needed += needed;
}

/** @param {any} found @returns {string | null} */
function complaint({ answered, cut, enough, commands, needed, untrue, bad }) {
  if (!answered) return "no answer";
  if (untrue.length > 0) return `not borne out: ${JSON.stringify(untrue[0])}`;
  if (bad.length > 0) return `flawed: ${bad[0]}`;
  if (!cut && !enough) return "the shown faults do not bring it about";
  if (!cut && needed < commands) return `${commands - needed} of ${commands} shown faults are not needed`;
  return null;
}
