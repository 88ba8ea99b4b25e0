import { textWidth } from "./text-width.ts";

/** A text cut to a width in drawing units, with an ellipsis where something is missing. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  let letters = text.length - 1;
  while (letters > 1 && textWidth(`${text.slice(0, letters)}…`, size) > width) letters--;
  return `${text.slice(0, letters)}…`;
}

/** The same for a name that ends in a number: the number stays. */
export function fitName(name: string, width: number, size: number): string {
  if (textWidth(name, size) <= width) return name;
  const number = /-?\d+$/.exec(name)?.[0] ?? "";
  return fitText(name.slice(0, name.length - number.length), width - textWidth(number, size), size) + number;
}
