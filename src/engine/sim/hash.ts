/** Integer hashing with `Math.imul` only, so that every engine computes the same bits. All results are unsigned 32-bit integers. */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the UTF-16 code units of a text. */
export function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** The finalizer of MurmurHash3: every input bit reaches every output bit. */
export function scramble(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Mixes one word into a hash; order matters. */
export function mix(hash: number, word: number): number {
  return scramble(Math.imul(hash, 0x9e3779b1) + (word | 0) + 0x7f4a7c15);
}
