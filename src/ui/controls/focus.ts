let waiting: MutationObserver | undefined;

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
