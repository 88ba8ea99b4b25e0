import { useLogFilter } from "./filter.ts";

/** What the event log can be told: which words its lines must contain. */
export function LogTools() {
  const text = useLogFilter((filter) => filter.text);
  return (
    <div className="dock-tools">
      <label>
        Find
        <input
          type="search"
          value={text}
          placeholder="payment-1, #7, rebalance"
          onChange={(event) => useLogFilter.setState({ text: event.target.value })}
        />
      </label>
    </div>
  );
}
