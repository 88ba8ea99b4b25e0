import { laneView } from "../engine/document/lane-view.ts";
import type { Run } from "../engine/document/scenario.ts";
import type { SystemTable } from "../engine/document/system-table.ts";
import { checkAmounts } from "./checks/amounts.ts";
import { checkNames } from "./checks/names.ts";
import { checkReferences } from "./checks/references.ts";
import { checkScript } from "./checks/script.ts";
import type { FieldError } from "./field-error.ts";

/**
 * What the shape of a document cannot say, and no client could even express: names that must be unique or exist, settings that exclude each
 * other, how much work it would be. What a real system accepts and fails at is a warning (`warnings.ts`).
 */
export function checkRun(run: Run, tables: readonly SystemTable[]): FieldError[] {
  const { scenario, script } = run;
  return [
    ...checkNames(run, tables),
    ...checkReferences(run, tables),
    ...checkAmounts(run, tables),
    ...scenario.lanes.flatMap((lane, i) => {
      const view = laneView(run, lane);
      return tables.flatMap((table) => [
        ...table.refusals(view).map(({ path, message }) => ({ path: `scenario.lanes[${i}].${path}`, message })),
        ...table.changeRefusals(view).map(({ command, message }) => ({ path: `script[${script.indexOf(command)}].action.value`, message })),
      ]);
    }),
    ...checkScript(run, tables),
  ];
}
