import type { ReactNode } from "react";
import { WarningIcon } from "../controls/icons.tsx";

/** The red card: what cannot happen, why in one sentence, and the buttons that lead out of it. */
export function WayOutCard({ title, why, children }: { title: string; why: string; children: ReactNode }) {
  return (
    <section className="way-out" role="alert" aria-label={title}>
      <div>
        <h3>
          <WarningIcon />
          {title}
        </h3>
        <p>{why}</p>
      </div>
      <div className="card-actions">{children}</div>
    </section>
  );
}
