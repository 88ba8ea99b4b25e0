import type { ReactNode } from "react";
import type { TermId } from "./glossary.ts";

/** A word that explains itself: by pointer, by focus and by touch. The explanation comes from the one glossary. */
export function Term({ id, children }: { id: TermId; children: ReactNode }) {
  return (
    <button type="button" className="term" data-tip={id}>
      {children}
    </button>
  );
}

/** For what is drawn: the words are shown by a pointer or a finger over it; for the ear, tables beside the drawing have the same word. */
export function tip(id: TermId): { "data-tip": TermId } {
  return { "data-tip": id };
}
