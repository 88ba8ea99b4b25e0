import type { ReactNode } from "react";
import { WarningIcon } from "./icons.tsx";

interface WayOutCardProps {
  title: string;
  why: string;
  /** Its level where it stands. */
  heading: "h2" | "h3";
  children: ReactNode;
}

/** The red card: what cannot happen, why in one sentence, and the buttons that lead out of it. */
export function WayOutCard({ title, why, heading: Heading, children }: WayOutCardProps) {
  return (
    <section className="way-out" role="alert" aria-label={title}>
      <div>
        <Heading>
          <WarningIcon />
          {title}
        </Heading>
        <p>{why}</p>
      </div>
      <div className="card-actions">{children}</div>
    </section>
  );
}
