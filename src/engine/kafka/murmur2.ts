/** UTF-8 bytes of a key: the default serializer of strings. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

/** Kafka's 32-bit murmur2 of a serialized key, as a signed integer (K-PROD-02). */
export function murmur2(bytes: readonly number[]): number {
  const m = 0x5bd1e995;
  const { length } = bytes;
  let h = (0x9747b28c ^ length) | 0;
  const words = length >> 2;
  for (let i = 0; i < words; i++) {
    const at = i * 4;
    let k = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const rest = words * 4;
  if (length - rest === 3) h ^= bytes[rest + 2] << 16;
  if (length - rest >= 2) h ^= bytes[rest + 1] << 8;
  if (length - rest >= 1) h = Math.imul(h ^ bytes[rest], m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}

/** Partition of a key among `partitions`: the sign bit is masked off, never made absolute (K-PROD-02). */
export function partitionForKey(key: string, partitions: number): number {
  return partitionForBytes(utf8(key), partitions);
}

export function partitionForBytes(key: readonly number[], partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** Java's String.hashCode. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Partition of an internal topic that a group or transactional id belongs to (K-GRP-01, K-TXN-01). */
export function coordinatorPartition(id: string, partitions: number): number {
  const hash = javaHash(id);
  return (hash === -2147483648 ? 0 : Math.abs(hash)) % partitions;
}
