import "./dialogs.css";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { useDesk } from "../state/desk.ts";
import { CloseIcon } from "./icons.tsx";

interface DialogProps {
  title: string;
  className?: string;
  /** After the person has closed it. */
  onClosed?: () => void;
  children: ReactNode;
}

/** A modal dialog: the browser's own, with its focus and Escape. */
export function Dialog({ title, className = "", onClosed, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  // Closed before it leaves the page: only then does the browser give the focus back to where it was.
  useLayoutEffect(() => {
    const element = ref.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const leave = () => {
    useDesk.setState({ dialog: null, refusal: null });
    onClosed?.();
  };
  const closed = () => {
    // Another dialog in its place, or shown again already: then it was not the person who closed it.
    if (ref.current !== null && !ref.current.open) leave();
  };
  return (
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-label={title}
      // At once, not after the browser has told that it is closed: what opens next must not be taken for this one.
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClose={closed}
      onKeyDown={keepInside}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" aria-label="Close" onClick={leave}>
          <CloseIcon />
        </button>
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex='0']";

/** Tab goes round inside the dialog; left alone, the browser would lead on to its own bars. */
function keepInside(event: KeyboardEvent<HTMLDialogElement>): void {
  if (event.key !== "Tab") return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.offsetParent !== null);
  const [first] = stops;
  const last = stops[stops.length - 1];
  const active = document.activeElement;
  const leaving = event.shiftKey ? active === first || active === event.currentTarget : active === last;
  if (!leaving || first === undefined) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
