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
  const { soakExplained } = await import(pathToFileURL(await bundle("scripts/soak-explained.ts", "soak-explained")).href);
  /** @type {Record<string, Figures>} */
  const byKind = {};
  const all = nothing();
  let seed = from;
  for (; all.asked < questions; seed++) {
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
  return answered === asked && enough === whole && needed === commands && untrue === 0 && flaws === 0;
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
