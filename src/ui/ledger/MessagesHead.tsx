import { memo } from "react";
import { useLaneNames } from "../state/lane-names.ts";
import { useMessagesFilter } from "./filter.ts";
import type { ShownLane } from "./shown-lane.ts";
import { ariaSort, type Sort, sortAfterPress } from "./sorting.ts";
import { columnWord, headingOf } from "./words.ts";

/** Whose columns, and what each says in its system's own word; a press sorts by it. */
export const MessagesHead = memo(function MessagesHead({
  shown,
  destination,
  sort,
}: {
  shown: readonly ShownLane[];
  destination: string;
  sort: Sort;
}) {
  const names = useLaneNames();
  return (
    <thead>
      <tr>
        <td colSpan={3} />
        {shown.map(({ id, system, lane, columns }) => (
          <th key={id} colSpan={columns.length + 1} className="lane-head lane-start" scope="colgroup">
            {headingOf(names[lane].full, system, destination)}
          </th>
        ))}
      </tr>
      <tr>
        <SortHead by="message" lane={-1} sort={sort} word="#" />
        <SortHead by="key" lane={-1} sort={sort} word="Key" className="start" />
        <SortHead by="type" lane={-1} sort={sort} word="Type" className="start" />
        {shown.map(({ id, system, lane, columns }) => [
          ...columns.map((column, i) => (
            <SortHead
              key={id + column}
              by={column}
              lane={lane}
              sort={sort}
              word={columnWord(column, system)}
              className={i === 0 ? "lane-start" : ""}
            />
          )),
          <SortHead key={`${id}verdict`} by="verdict" lane={lane} sort={sort} word="verdict" className="start verdict" />,
        ])}
      </tr>
    </thead>
  );
});

interface SortHeadProps {
  by: Sort["by"];
  lane: number;
  sort: Sort;
  word: string;
  className?: string;
}

function SortHead({ by, lane, sort, word, className = "" }: SortHeadProps) {
  const order = ariaSort(sort, by, lane);
  return (
    <th scope="col" aria-sort={order} className={className}>
      <button type="button" onClick={() => useMessagesFilter.setState({ sort: sortAfterPress(sort, by, lane) })}>
        {word}
        {order !== undefined && (
          <svg width={8} height={6} aria-hidden="true">
            <path className="sort-mark" d={order === "ascending" ? "M0,6h8l-4,-6z" : "M0,0h8l-4,6z"} />
          </svg>
        )}
      </button>
    </th>
  );
}
