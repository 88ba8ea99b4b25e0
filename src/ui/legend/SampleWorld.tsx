import type { ReactNode } from "react";
import { create } from "zustand";
import type { PlacedPart } from "../layout/lane-layout.ts";
import { useDesk } from "../state/desk.ts";
import { useMade } from "../state/messages.ts";
import { useRun } from "../state/run.ts";
import { useWorld } from "../state/world.ts";
import { sampleDigest, samplePrefix, sampleProcesses, sampleRun } from "./sample.ts";

const madeStore = create(() => useMade.getInitialState());
const runStore = create(() => ({ ...useRun.getInitialState(), run: sampleRun }));

const worldStore = create(() => ({
  ...useWorld.getInitialState(),
  processes: sampleProcesses,
  byName: Object.fromEntries(sampleProcesses.map((process) => [process.name, process])),
  digests: [sampleDigest],
}));

const deskStore = create(() => ({ ...useDesk.getInitialState(), selectedMessage: 7 }));
const calmStore = create(() => useDesk.getInitialState());

/** The same world with nothing selected, for figures in which the highlighter would hide what they are about. */
export function NothingSelected({ children }: { children: ReactNode }) {
  return <useDesk.Scope value={calmStore}>{children}</useDesk.Scope>;
}

/** The still world of the legend in place of the page's own: with #7 selected. */
export function SampleWorld({ children }: { children: ReactNode }) {
  return (
    <useMade.Scope value={madeStore}>
      <useRun.Scope value={runStore}>
        <useWorld.Scope value={worldStore}>
          <useDesk.Scope value={deskStore}>{children}</useDesk.Scope>
        </useWorld.Scope>
      </useRun.Scope>
    </useMade.Scope>
  );
}

/** A face's part as a layout would place it. */
export function samplePart(process: string, label: string, width: number, height: number, data?: PlacedPart["data"]): PlacedPart {
  const name = process === "" ? "" : samplePrefix + process;
  return { id: `${name}.${label}`, face: "", process: name, label, data, x: 0, y: 0, width, height };
}
