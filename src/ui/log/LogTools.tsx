import { useLogFilter } from "./filter.ts";

/** What the event log can be told: which words its lines must contain, and only what went wrong. */
export function LogTools() {
  const { text, wrongOnly } = useLogFilter();
  return (
    <div className="dock-tools">
      <label>
        <input type="checkbox" checked={wrongOnly} onChange={(event) => useLogFilter.setState({ wrongOnly: event.target.checked })} />
        Faults and findings only
      </label>
      <label>
        Find
        <input
          type="search"
          value={text}
          placeholder="payment-1, #7"
          onChange={(event) => useLogFilter.setState({ text: event.target.value })}
        />
      </label>
    </div>
  );
}
