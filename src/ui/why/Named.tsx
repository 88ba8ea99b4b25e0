import { splitNames } from "./words.ts";

/** A sentence in which settings with their values, and parts, stay as they are written. */
export function Named({ text }: { text: string }) {
  return splitNames(text).map(({ words, kind, start }) => {
    if (kind === "text") return words;
    const Tag = kind === "setting" ? "code" : "span";
    return (
      <Tag key={start} className={`why-${kind}`} translate="no">
        {words}
      </Tag>
    );
  });
}
