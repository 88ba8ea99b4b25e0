/**
 * A message by what it is, for scripts, expectations and handlers that name one. A bare number n is the n-th message (from 1) of the
 * first stream, which keeps its own numbers. Otherwise the n-th of `stream`, and from there the outputs that lead to it by their names
 * (`outputName`): `{ n: 7, via: ["payment:paid"] }` is what payment makes of #7. Which number that is in a run, the plan of numbers says.
 */
export type MessageRef = number | { n: number; stream?: string; via?: readonly string[] };
