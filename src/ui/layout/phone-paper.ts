/** The paper of a narrow screen, in the layout's units. */
export const WIDTH = 340;
/** Parts keep off the edges: lines run there, and nowhere through a part. What is written runs at one side, what is read at the other. */
export const GUTTER = 25;
export const INNER = WIDTH - 2 * GUTTER;
export const LEFT_BUS = 11;
export const RIGHT_BUS = WIDTH - 11;
/** Height of the tape, which is the lowest part. */
export const TAPE = 56;
