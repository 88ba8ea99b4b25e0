import { CloseIcon } from "../controls/icons.tsx";

/** Name, what it is, and the way out. */
export function PanelHead({ title, kind, onClose }: { title: string; kind: string; onClose(): void }) {
  return (
    <header>
      <h2>{title}</h2>
      <span>{kind}</span>
      <button type="button" aria-label="Close" className="close" onClick={onClose}>
        <CloseIcon />
      </button>
    </header>
  );
}
