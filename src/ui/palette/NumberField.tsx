import type { FieldsProps } from "./fields-props.ts";

interface NumberFieldProps extends FieldsProps {
  label: string;
  name: "at" | "after" | "extraMs" | "cutMessage" | "message" | "nth" | "delayMs";
  /** What it is typed with: whole numbers, a fraction, or minutes and seconds with a colon. */
  keys?: "numeric" | "decimal" | "text";
  placeholder?: string | undefined;
}

/** A number of a fault's card, kept as it is typed. */
export function NumberField({ label, name, keys = "numeric", placeholder, form, wrong, onChange }: NumberFieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        inputMode={keys}
        placeholder={placeholder}
        value={form[name]}
        aria-invalid={wrong.includes(name)}
        onChange={(event) => onChange({ [name]: event.target.value })}
      />
    </label>
  );
}
