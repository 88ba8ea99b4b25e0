/** Where a program sends what it hands to its library: only messages of these types, all of them when left out. */
export interface OutgoingWire {
  readonly types?: readonly string[];
}

export function takesWire({ types }: OutgoingWire, { type }: { readonly type: string }): boolean {
  return types === undefined || types.includes(type);
}
