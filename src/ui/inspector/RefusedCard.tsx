import type { Contradiction } from "../../engine/delivery/settings.ts";
import { WayOutCard } from "../controls/WayOutCard.tsx";
import type { Wanted } from "../settings/settings-edit.ts";

interface RefusedCardProps {
  contradiction: Contradiction;
  /** The setting that was being changed. */
  own: string;
  onFix(fix: Wanted): void;
  onShow(name: string): void;
}

/** A choice that the system would refuse to start with: what cannot happen, why, and the way out. */
export function RefusedCard({ contradiction: { cannot, error, fix }, own, onFix, onShow }: RefusedCardProps) {
  const value = String(fix.value);
  return (
    <WayOutCard title={cannot} why={`${error}.`} heading="h3">
      <button type="button" className="solid" onClick={() => onFix(fix)}>
        {fix.name === own ? `Set it to ${value}` : `Set ${fix.name} to ${value}`}
      </button>
      <button type="button" onClick={() => onShow(fix.name)}>
        Show the setting
      </button>
    </WayOutCard>
  );
}
