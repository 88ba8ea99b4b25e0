import type { FaultForm } from "./fault-form.ts";

/** What every group of fields of the card is given. */
export interface FieldsProps {
  form: FaultForm;
  /** Names of fields with a problem that was told. */
  wrong: readonly string[];
  onChange(change: Partial<FaultForm>): void;
}
