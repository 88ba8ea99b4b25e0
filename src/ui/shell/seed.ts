const LARGEST = 4_294_967_295;

/** Why a text is no seed, or null. */
export function seedProblem(text: string): string | null {
  const value = Number(text);
  if (/^\s*\d+\s*$/.test(text) && value <= LARGEST) return null;
  return `Seed must be a whole number from 0 to ${LARGEST}, not "${text}".`;
}
