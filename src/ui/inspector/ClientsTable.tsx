import { useMemo } from "react";
import { isDocumentRun, playedRun } from "../state/page-run.ts";
import { useRun } from "../state/run.ts";
import { saidOf } from "./client-rows.ts";

/** A part's clients in a lane of a document, with what each says: real names, and only what is not left to its default. */
export function ClientsTable({ lane, part }: { lane: number; part: string }) {
  const run = useRun((state) => state.run);
  const said = useMemo(() => {
    const played = playedRun(run);
    return isDocumentRun(played) ? saidOf(played, lane, part) : [];
  }, [run, lane, part]);
  return said.map(({ heading, rows }, i) => (
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
