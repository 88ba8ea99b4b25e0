/** The answer changes with the run, and what was pressed goes with the old one: the focus stays with the question. */
export function stayInCard(pressed: HTMLElement): void {
  pressed.closest<HTMLElement>("article.why")?.focus({ preventScroll: true });
}
