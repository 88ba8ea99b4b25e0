import { HUES, type Hue } from "../tokens/shapes.ts";

/** The theme's colours as the canvas needs them. */
export interface Palette {
  ink: string;
  paper: string;
  guide: string;
  mark: string;
  edge: string;
  font: string;
  keys: Record<Hue, { fill: string; text: string }>;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const keys = { x: { fill: value("ink2"), text: value("paper") } } as Palette["keys"];
  for (const hue of HUES) keys[hue] = { fill: value(`key-${hue}`), text: value(`key-${hue}-text`) };
  return {
    ink: value("ink"),
    paper: value("paper"),
    guide: value("guide"),
    mark: value("mark"),
    edge: value("edge"),
    font: value("narrow"),
    keys,
  };
}
