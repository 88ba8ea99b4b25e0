/** Where a program sends what it hands to its library: only messages of these types, all of them when left out. */
export interface OutgoingWire {
  readonly types?: readonly string[];
}

/** How many of them a message takes. */
export function wiresTaken(wires: readonly OutgoingWire[], message: { readonly type: string }): number {
  return wires.filter((wire) => takesWire(wire, message)).length;
}

export function takesWire({ types }: OutgoingWire, { type }: { readonly type: string }): boolean {
  return types === undefined || types.includes(type);
}
