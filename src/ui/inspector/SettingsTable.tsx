import "./settings.css";
import type { SettingOwner } from "../../engine/delivery/settings.ts";
import { offeredSettings } from "../../scenarios/topic-shape.ts";
import { type SettingTarget, useSettingsHere } from "../settings/settings-here.ts";
import { useRun } from "../state/run.ts";
import { SettingRow } from "./SettingRow.tsx";

interface SettingsTableProps {
  target: SettingTarget;
  owner: SettingOwner;
  heading: string;
}

/** An owner's settings: real name, default in grey, the value in force at the shown instant. */
export function SettingsTable({ target, owner, heading }: SettingsTableProps) {
  const here = useSettingsHere(target);
  // Settings of a document stand with each client; a lane is told here by its first.
  const isDocument = useRun(({ run }) => run.scenario.document !== undefined);
  if (here === undefined || isDocument) return null;
  const infos = offeredSettings(here.spec, owner);
  if (infos.length === 0) return null;
  return (
    <table className="settings">
      <caption className="visually-hidden">{heading}</caption>
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">default</th>
          <th scope="col">here</th>
        </tr>
      </thead>
      {infos.map((info) => (
        <SettingRow key={info.name} info={info} here={here} target={target} />
      ))}
    </table>
  );
}
