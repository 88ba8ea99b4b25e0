import { termOfLabel } from "../terms/glossary.ts";
import { Term } from "../terms/Term.tsx";
import type { NowRow } from "./now-row.ts";

/** How things stand at the shown instant. */
export function NowTable({ rows }: { rows: readonly NowRow[] }) {
  if (rows.length === 0) return null;
  return (
    <table className="now">
      <caption>Now</caption>
      <tbody>
        {rows.map(({ label, value }) => (
          <tr key={label}>
            <th scope="row">
              <Label label={label} />
            </th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Label({ label }: { label: string }) {
  const term = termOfLabel(label);
  return term === undefined ? label : <Term id={term}>{label}</Term>;
}
