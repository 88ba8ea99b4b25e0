import { useEffect, useRef } from "react";
import "./terms.css";
import { tipText } from "./tip-text.ts";

const HOVER_MS = 250;
const GAP = 6;

/**
 * The one explanation that is shown: of the word under the pointer, in focus or touched last. Escape puts it away, and the pointer may go
 * onto it. It is told to the ear as the description of the word in focus.
 */
export function TermTip() {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => (ref.current === null ? undefined : follow(ref.current)), []);
  return (
    <aside aria-label="What a word means">
      <div ref={ref} id="term-tip" className="term-tip" role="tooltip" hidden />
    </aside>
  );
}

function follow(tip: HTMLDivElement): () => void {
  let shown: Element | null = null;
  let waiting = 0;
  const hide = () => {
    clearTimeout(waiting);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  };
  const show = (element: Element) => {
    clearTimeout(waiting);
    const entry = tipText(element.getAttribute("data-tip") ?? "");
    if (entry === undefined || shown === element) return;
    hide();
    shown = element;
    tip.replaceChildren(bold(entry.word), ` ${entry.text}`);
    tip.hidden = false;
    place(tip, element.getBoundingClientRect());
    if (element instanceof HTMLElement) element.setAttribute("aria-describedby", tip.id);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    const element = explained(event);
    if (element === shown && element !== null) return clearTimeout(waiting);
    if (event.target instanceof Node && tip.contains(event.target)) return clearTimeout(waiting);
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      if (element !== null) show(element);
      else if (!(shown instanceof HTMLElement && shown === document.activeElement)) hide();
    }, HOVER_MS);
  };
  const press = (event: MouseEvent) => {
    const element = explained(event);
    if (element !== null) show(element);
    else hide();
  };
  const focus = (event: FocusEvent) => {
    const element = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (element?.matches(":focus-visible")) show(element);
    else hide();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || shown === null) return;
    event.stopPropagation();
    hide();
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("click", press);
  document.addEventListener("focusin", focus);
  document.addEventListener("keydown", key, true);
  document.addEventListener("scroll", hide, true);
  return () => {
    hide();
    document.removeEventListener("pointermove", move);
    document.removeEventListener("click", press);
    document.removeEventListener("focusin", focus);
    document.removeEventListener("keydown", key, true);
    document.removeEventListener("scroll", hide, true);
  };
}

/** The explained word under the pointer. Parts are buttons over their drawing, so what is drawn is looked for below them. */
function explained(event: MouseEvent): Element | null {
  if (!(event.target instanceof Element)) return null;
  const over = event.target.closest("[data-tip]");
  if (over !== null || event.target.closest(".part-button") === null) return over;
  for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
    const below = element.closest("[data-tip]");
    if (below !== null) return below;
  }
  return null;
}

function bold(word: string): HTMLElement {
  const element = document.createElement("b");
  element.textContent = word;
  return element;
}

/** Below the word, or above it where there is no room; never over the edge of the page. */
function place(tip: HTMLElement, of: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = tip;
  const left = Math.max(GAP, Math.min(of.left, innerWidth - width - GAP));
  const below = of.bottom + GAP;
  const top = below + height > innerHeight - GAP ? Math.max(GAP, of.top - height - GAP) : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}
