import "./messages.css";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useSize } from "../controls/use-size.ts";
import { selectMessage, useDesk } from "../state/desk.ts";
import { useHiddenLanes } from "../state/hidden-lanes.ts";
import { shownUs, usePlayback } from "../state/playback.ts";
import { useRun } from "../state/run.ts";
import { askLedger } from "../state/simulation-link.ts";
import { useMedia } from "../state/use-media.ts";
import { useWorld } from "../state/world.ts";
import { chosenDestination, useMessagesFilter } from "./filter.ts";
import { MessageRow } from "./MessageRow.tsx";
import { MessagesHead } from "./MessagesHead.tsx";
import { MessagesTotals } from "./MessagesTotals.tsx";
import { rowWindow, scrollToShow } from "./row-window.ts";
import { rowsByMessage } from "./rows.ts";
import { sorted } from "./sorting.ts";
import { filtered } from "./verdict-filter.ts";
import { NAMES_WIDTH as NAMES, VERDICT_WIDTH as VERDICT, COLUMN_WIDTHS as WIDTHS } from "./widths.ts";
import { columnsOf } from "./words.ts";

/** px of the two lines of heads and of the line of totals, which stay while the rows scroll. */
const HEAD = 44;
const FOOT = 23;

/** One row per message, all lanes side by side, for one destination. The totals add up: every message ends in exactly one outcome. */
export function Messages() {
  const services = useRun(({ run }) => run.scenario.services);
  const lanes = useRun(({ run }) => run.scenario.lanes);
  const hidden = useHiddenLanes();
  const selected = useDesk((desk) => desk.selectedMessage);
  const ledger = useWorld((world) => world.ledger);
  const recordedUs = useWorld((world) => world.recordedUs);
  const at = usePlayback((state) => Math.floor(shownUs(state) / 100_000));
  const { destination, verdict, sort } = useMessagesFilter();
  const rowHeight = useMedia("(max-width: 700px)") ? 44 : 26;
  const { holder, height } = useSize<HTMLDivElement>({ width: 1000, height: 200 });
  const [scrollTop, setScrollTop] = useState(0);
  const moveFocus = useRef(false);
  const chosen = chosenDestination(services, destination);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever the shown instant or the recording moves on
  useEffect(askLedger, [at, recordedUs]);
  const shown = useMemo(
    () => lanes.map((spec, lane) => ({ ...spec, lane, columns: columnsOf(spec.system) })).filter(({ lane }) => !hidden.includes(lane)),
    [lanes, hidden],
  );
  const rows = useMemo(
    () =>
      rowsByMessage(
        ledger.filter(({ lane }) => !hidden.includes(lane)),
        chosen,
      ),
    [ledger, chosen, hidden],
  );
  const messages = useMemo(() => sorted(filtered(rows, verdict), rows, sort), [rows, verdict, sort]);
  const place = selected === null ? -1 : messages.indexOf(selected);
  const viewHeight = Math.max(rowHeight, height - HEAD - FOOT);
  const { first, last, before, after } = rowWindow(messages.length, rowHeight, scrollTop, viewHeight);
  const done = services.find(({ name }) => name === chosen)?.done ?? "processed";
  const cells = shown.reduce((sum, { columns }) => sum + columns.length + 1, 3);

  // What was selected elsewhere comes into sight; what the keys selected gets the focus too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection scrolls, not a new row
  useLayoutEffect(() => {
    const scroller = holder.current;
    if (scroller === null || place < 0) return;
    scroller.scrollTop = scrollToShow(place, rowHeight, scroller.scrollTop, viewHeight);
    setScrollTop(scroller.scrollTop);
  }, [selected, sort, verdict, place >= 0]);
  useEffect(() => {
    if (!moveFocus.current || place < first || place >= last) return;
    moveFocus.current = false;
    holder.current?.querySelector<HTMLElement>(`[data-message="${selected}"]`)?.focus({ preventScroll: true });
  });

  const travel = (event: KeyboardEvent) => {
    const next = rowAfterKey(event.key, place, messages.length, Math.max(1, Math.floor(viewHeight / rowHeight) - 1));
    if (next === undefined) return;
    event.preventDefault();
    moveFocus.current = true;
    selectMessage(messages[next]);
  };
  return (
    <div
      ref={holder}
      className="messages"
      tabIndex={0}
      role="region"
      aria-label="Messages"
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <table
        aria-rowcount={messages.length + 3}
        style={{
          minWidth: shown.reduce((sum, { columns }) => sum + columns.reduce((wide, column) => wide + WIDTHS[column], VERDICT), NAMES),
        }}
      >
        <colgroup>
          <col className="col-token" />
          <col className="col-key" />
          <col className="col-type" />
          {shown.map(({ id, columns }) => [
            ...columns.map((column) => <col key={id + column} style={{ width: WIDTHS[column] }} />),
            <col key={`${id}verdict`} />,
          ])}
        </colgroup>
        <MessagesHead shown={shown} destination={chosen} sort={sort} />
        <tbody onKeyDown={travel}>
          {before > 0 && <Space height={before} cells={cells} />}
          {messages.slice(first, last).map((message, i) => (
            <MessageRow
              key={message}
              message={message}
              index={first + i + 3}
              byLane={rows.get(message)}
              shown={shown}
              done={done}
              selected={message === selected}
              stop={place < 0 ? first + i === 0 : message === selected}
            />
          ))}
          {after > 0 && <Space height={after} cells={cells} />}
        </tbody>
        <MessagesTotals shown={shown} rows={rows} messages={messages} done={done} />
      </table>
      {messages.length === 0 && (
        <p className="empty-note">{rows.size === 0 ? "Nothing has been sent yet." : "No message is like that at this instant."}</p>
      )}
    </div>
  );
}

/** The place of rows that do not exist now. */
function Space({ height, cells }: { height: number; cells: number }) {
  return (
    <tr className="row-space">
      <td colSpan={cells} style={{ height }} />
    </tr>
  );
}

/** Which row a key goes to; undefined for other keys. */
function rowAfterKey(key: string, row: number, rows: number, page: number): number | undefined {
  const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  if (rows === 0) return undefined;
  if (key === "Home") return 0;
  if (key === "End") return rows - 1;
  return key in by ? Math.max(0, Math.min(rows - 1, Math.max(row, 0) + by[key])) : undefined;
}
