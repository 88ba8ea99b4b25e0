import { useRun } from "../state/run.ts";
import { saidOf } from "./client-rows.ts";

/** A part's clients in a lane of a document, with what each says: real names, and only what is not left to its default. */
export function ClientsTable({ lane, part }: { lane: number; part: string }) {
  const document = useRun(({ run }) => run.scenario.document);
  if (document === undefined) return null;
  return saidOf(document, lane, part).map(({ heading, rows }, i) => (
    <table key={`${heading} ${i}`} className="now">
      <caption className="visually-hidden">{heading}</caption>
      <thead>
        <tr>
          <th scope="col" colSpan={2}>
            {heading.charAt(0).toUpperCase() + heading.slice(1)}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value], row) => (
          <tr key={`${name} ${row}`}>
            <th scope="row" translate="no">
              {name}
            </th>
            <td translate="no">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ));
}
