import { useChartWishes } from "./wishes.ts";

/** The charts, or the figures behind them. */
export function ChartsTools() {
  const asTable = useChartWishes((wishes) => wishes.asTable);
  return (
    <div className="dock-tools">
      <button type="button" className="tool-toggle" aria-pressed={asTable} onClick={() => useChartWishes.setState({ asTable: !asTable })}>
        Table
      </button>
    </div>
  );
}
