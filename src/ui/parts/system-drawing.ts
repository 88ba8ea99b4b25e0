import type { ReactNode } from "react";
import type { ServiceSpec } from "../../engine/delivery/services.ts";
import type { SystemName } from "../../engine/delivery/system.ts";
import type { LaneSpec } from "../../engine/scenario.ts";
import type { FrameProcess } from "../../worker/protocol.ts";
import type { Density, LaneLayout, PlacedPart } from "../layout/lane-layout.ts";

/** What draws a part. */
export type Face = (props: { part: PlacedPart }) => ReactNode;

/** Faces by name, as layouts give them to parts. */
export type Faces = Readonly<Record<string, Face>>;

/** What words about a part are made from. */
export type WordedPart = Pick<PlacedPart, "face" | "label" | "data">;

/** One record or message inside a place, as it is walked to. */
export interface Inside {
  message: number;
  /** "offset 3, not readable yet" */
  words: string;
}

/** A setting by its name, and how it is shown. */
export interface SettingChip {
  name: string;
  shown: string;
}

export function plainChip(name: string, value: unknown): SettingChip {
  return { name, shown: `${name}=${String(value)}` };
}

type SettingsOf<System extends SystemName> = Extract<LaneSpec, { system: System }>["settings"];

/** What a system brings for its lanes to be drawn and spoken. Of a part that is not the system's own, its words are undefined. */
export interface SystemDrawing<System extends SystemName = SystemName> {
  /** Where things stand in a lane of that width in drawing units. */
  layout(processes: readonly FrameProcess[], width: number, density: Density): LaneLayout;
  /** The same on a narrow screen. */
  upright(processes: readonly FrameProcess[]): LaneLayout;
  faces: Faces;
  /** Frames that lines run over, by face; the lowest has the least number. Everything else lies over the lines. */
  underTheLines?: Readonly<Record<string, number>>;
  /** What of a process moves boxes or lines, as one text: a layout is made anew when it changes. */
  markOf?(process: FrameProcess): string;
  /** Settings that matter at the head of a lane. */
  chips(settings: SettingsOf<System>, services: readonly ServiceSpec[]): SettingChip[];
  /** What a screen reader says of a running part, after its name. */
  factsOf(part: WordedPart, process: FrameProcess): string | undefined;
  /** What it says of a place that belongs to no single process. */
  placeWords?(part: WordedPart, lane: readonly FrameProcess[]): string | undefined;
  /** What can be walked through in a place, in its order. */
  insideOf?(part: WordedPart, lane: readonly FrameProcess[]): Inside[] | undefined;
}
