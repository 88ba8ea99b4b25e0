let waiting: MutationObserver | undefined;

/** When what had the focus goes with its own press, the focus goes on to the first of these places that is there; one that is elsewhere stays. */
export function focusIfLost(...selectors: readonly string[]): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    for (const selector of selectors) {
      const place = document.querySelector<HTMLElement>(selector);
      if (place === null) continue;
      place.focus({ preventScroll: true });
      return;
    }
  });
}

/** Puts the focus on an element as soon as it is on the page; what has it may have to be fetched or computed first. The last call counts. */
export function focusWhenShown(id: string): void {
  waiting?.disconnect();
  const focused = () => {
    const element = document.getElementById(id);
    element?.focus();
    return element !== null;
  };
  // Not what was there before, which stays until the next picture.
  requestAnimationFrame(() => {
    if (focused()) return;
    waiting = new MutationObserver((_, observer) => {
      if (focused()) observer.disconnect();
    });
    waiting.observe(document.body, { childList: true, subtree: true });
  });
}
