import type { KeyboardEvent } from "react";
import type { SettingInfo } from "../../engine/delivery/settings.ts";

interface SettingFieldProps {
  info: SettingInfo;
  id: string;
  text: string;
  /** Whether the text is not the value in force. */
  typed: boolean;
  onEdit(text: string): void;
  onDrop(): void;
}

/** Where a value is typed or chosen. Enter goes on to the choice of from when, Escape puts back the value in force. */
export function SettingField({ info, id, text, typed, onEdit, onDrop }: SettingFieldProps) {
  const choices = info.kind === "boolean" ? ["true", "false"] : info.choices?.map(String);
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (!typed) return;
    if (event.key === "Enter") {
      event.preventDefault();
      event.currentTarget.closest("tbody")?.querySelector<HTMLElement>(".setting-choice .solid")?.focus();
    }
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onDrop();
  };
  if (choices === undefined) {
    return (
      <input
        id={id}
        aria-label={info.name}
        inputMode="numeric"
        size={Math.max(5, text.length)}
        value={text}
        onChange={(event) => onEdit(event.target.value)}
        onKeyDown={keys}
      />
    );
  }
  return (
    <select id={id} aria-label={info.name} value={text} onChange={(event) => onEdit(event.target.value)} onKeyDown={keys}>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}
