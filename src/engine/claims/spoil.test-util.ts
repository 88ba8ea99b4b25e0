import type { Claim } from "./claim.ts";

/** The claim with one field changed into something else, once for each field. */
export function spoil(claim: Claim): { field: string; spoiled: Claim }[] {
  return Object.entries(claim).flatMap(([field, value]) =>
    field === "says" ? [] : [{ field, spoiled: { ...claim, [field]: other(value) } as Claim }],
  );
}

function other(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      return value + 1;
    case "string":
      return `${value}x`;
    case "boolean":
      return !value;
    default:
      if (value === null) return "nobody-9";
      if (Array.isArray(value)) return [...value, typeof value[0] === "string" ? "nobody-9" : 999_999];
      return Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, other(part)]));
  }
}
