// @ts-check

/**
 * The value of an option; ends the program with status 2 when it is no whole number, or one below `least`.
 *
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
export function wholeNumber(name, text, least = 0) {
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
  console.error(`--${name} must be a whole number${least === 0 ? "" : ` from ${least} on`}`);
  process.exit(2);
}
