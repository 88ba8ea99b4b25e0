/** Drawing units: the glyph and the name before the words, the words themselves, and from token to token. */
const GLYPH = 32;
const LETTER = 7.4;
const WORDS = 196;
const PITCH = 27;

/** Where the tape's tokens stand, so that what points at one finds it: the newest effects that there is room for. */
export function tapeRoom(width: number, narrow: boolean, name: string): { words: number; from: number; room: number; pitch: number } {
  const words = GLYPH + name.length * LETTER;
  const from = narrow ? 0 : words + WORDS;
  return { words, from: from + 16, room: Math.max(4, Math.floor((width - from) / PITCH)), pitch: PITCH };
}
