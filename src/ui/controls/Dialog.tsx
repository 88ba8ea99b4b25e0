import { type ReactNode, useEffect, useRef } from "react";
import { useDesk } from "../state/desk.ts";

/** A modal dialog: the browser's own, with its focus and Escape. */
export function Dialog({ title, children }: { title: string; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = ref.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const close = () => useDesk.setState({ dialog: null, problems: [] });
  return (
    <dialog ref={ref} className="dialog" aria-label={title} onClose={close}>
      <header>
        <h2>{title}</h2>
        <button type="button" aria-label="Close" onClick={close}>
          ×
        </button>
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
