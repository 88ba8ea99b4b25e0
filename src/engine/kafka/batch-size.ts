/** Bytes of records and batches as Kafka writes them (DefaultRecord, DefaultRecordBatch; K-PROD-10). Records have no headers. */
const BATCH_OVERHEAD = 61;
const MAX_RECORD_OVERHEAD = 21;

/** Zigzag and seven bits a byte. `value` is not negative. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value * 2; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

function fieldBytes(keyBytes: number, valueBytes: number): number {
  return varintBytes(keyBytes) + keyBytes + varintBytes(valueBytes) + valueBytes + 1;
}

/** A record's bytes at its place in the batch: offset and time are written as differences from the batch's first. */
export function recordBytes(place: number, sinceFirstMs: number, keyBytes: number, valueBytes: number): number {
  const body = 1 + varintBytes(sinceFirstMs) + varintBytes(place) + fieldBytes(keyBytes, valueBytes);
  return varintBytes(body) + body;
}

export const EMPTY_BATCH_BYTES = BATCH_OVERHEAD;

/** What a record can need at most, alone in its batch. */
export function mostBytes(keyBytes: number, valueBytes: number): number {
  return BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + fieldBytes(keyBytes, valueBytes);
}
