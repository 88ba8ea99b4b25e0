import type { FieldsProps } from "./FaultForm.tsx";

interface NumberFieldProps extends FieldsProps {
  label: string;
  name: "at" | "after" | "extraMs" | "cutMessage" | "message" | "nth" | "delayMs";
  /** Whether it may have a fraction. */
  decimal?: boolean;
  placeholder?: string | undefined;
}

/** A number of a fault's card, kept as it is typed. */
export function NumberField({ label, name, decimal = false, placeholder, form, wrong, onChange }: NumberFieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        inputMode={decimal ? "decimal" : "numeric"}
        placeholder={placeholder}
        value={form[name]}
        aria-invalid={wrong.includes(name)}
        onChange={(event) => onChange({ [name]: event.target.value })}
      />
    </label>
  );
}
