/**
 * A copy of plain data for a snapshot. What is frozen can never change and is shared, typed arrays are copied whole, everything else
 * (arrays and records) is copied through. Messages on their way are shared: nobody changes one after `send`.
 */
export function copyState<T>(value: T): T {
  return copyValue(value) as T;
}

function copyValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    const length = value.length;
    const twin = new Array(length);
    for (let i = 0; i < length; i++) {
      const item = value[i];
      twin[i] = typeof item === "object" && item !== null ? copyValue(item) : item;
    }
    return twin;
  }
  if (ArrayBuffer.isView(value)) return (value as unknown as Int32Array).slice();
  const twin: Record<string, unknown> = {};
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    twin[key] = typeof item === "object" && item !== null ? copyValue(item) : item;
  }
  return twin;
}
