/**
 * The answers that an application waits for, in the order in which their messages were handed over: one for each place to which a library sends
 * what a handler made. An answer names no more than the message, and two workers may have handed over the same one: whoever was first is answered first.
 */
export type AwaitedAnswers = { readonly message: number; readonly slot: number }[];

export function awaitAnswers(awaited: AwaitedAnswers, slot: number, message: number, answers: number): void {
  for (let n = 0; n < answers; n++) awaited.push({ message, slot });
}

/** An answer has come: the slot that waits for it; undefined when none does. */
export function takeAnswer(awaited: AwaitedAnswers, message: number): number | undefined {
  const index = awaited.findIndex((one) => one.message === message);
  return index < 0 ? undefined : awaited.splice(index, 1)[0].slot;
}

export function awaitsAnswers(awaited: AwaitedAnswers, slot: number): boolean {
  return awaited.some((one) => one.slot === slot);
}
