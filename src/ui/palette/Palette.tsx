import type { ReactNode } from "react";
import {
  ConsumerIcon,
  CrashIcon,
  CutIcon,
  FreezeIcon,
  PowerIcon,
  ProducerIcon,
  RemoveIcon,
  SlowIcon,
  SplitIcon,
  StopIcon,
} from "../controls/icons.tsx";
import { type Carried, useDesk } from "../state/desk.ts";
import { describeCarried } from "./placing.ts";
import { useCarry } from "./use-drag.ts";

const PARTS: { carried: Carried; icon: ReactNode; label: string }[] = [
  { carried: { what: "part", kind: "producer" }, icon: <ProducerIcon />, label: "Producer" },
  { carried: { what: "part", kind: "consumer" }, icon: <ConsumerIcon />, label: "Consumer" },
  { carried: { what: "removal", kind: "remove" }, icon: <RemoveIcon />, label: "Remove" },
];
const FAULTS: { carried: Carried; icon: ReactNode; label: string }[] = [
  { carried: { what: "fault", kind: "crash" }, icon: <CrashIcon />, label: "Crash" },
  { carried: { what: "fault", kind: "stop" }, icon: <StopIcon />, label: "Stop in good order" },
  { carried: { what: "fault", kind: "freeze" }, icon: <FreezeIcon />, label: "Freeze, GC pause" },
  { carried: { what: "fault", kind: "powerLoss" }, icon: <PowerIcon />, label: "Power loss" },
  { carried: { what: "fault", kind: "split" }, icon: <SplitIcon />, label: "Cut the network" },
  { carried: { what: "fault", kind: "slowLink" }, icon: <SlowIcon />, label: "Slow link" },
  { carried: { what: "fault", kind: "cutBefore" }, icon: <CutIcon />, label: "Cut before a message" },
];

/** Parts and faults to drag onto a lane, or to choose and then place. */
export function Palette() {
  const carried = useDesk((desk) => desk.carried);
  return (
    <nav className="palette" aria-label="Parts and faults">
      <h2>Parts</h2>
      <ul>
        {PARTS.map((item) => (
          <PaletteItem key={item.label} {...item} chosen={same(carried, item.carried)} />
        ))}
      </ul>
      <h2>Faults</h2>
      <ul className="faults">
        {FAULTS.map((item) => (
          <PaletteItem key={item.label} {...item} chosen={same(carried, item.carried)} />
        ))}
      </ul>
      <p className="palette-hint" aria-live="polite">
        {carried === null ? "" : `${describeCarried(carried)}: choose its place. Escape puts it back.`}
      </p>
      <div id="drag-ghost" className="drag-ghost" hidden>
        {carried === null ? "" : describeCarried(carried)}
      </div>
    </nav>
  );
}

function PaletteItem({ carried, icon, label, chosen }: { carried: Carried; icon: ReactNode; label: string; chosen: boolean }) {
  const carry = useCarry(carried);
  return (
    <li>
      <button type="button" className="palette-item" aria-pressed={chosen} aria-label={label} title={label} {...carry}>
        {icon}
        <span className="palette-label">{label}</span>
      </button>
    </li>
  );
}

function same(one: Carried | null, other: Carried): boolean {
  return one !== null && one.what === other.what && one.kind === other.kind;
}
