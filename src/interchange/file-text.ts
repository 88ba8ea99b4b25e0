export type TextEncoding = "UTF-8" | "UTF-16" | "Windows-1252";

/**
 * The text of a file as programs write them: by its byte order mark, else UTF-8, and where the bytes are no UTF-8 the encoding of older
 * spreadsheets, in which every byte is a letter. The mark is no part of the text.
 */
export function readText(bytes: Uint8Array): { text: string; encoding: TextEncoding } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "UTF-16" };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "UTF-16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "Windows-1252" };
  }
}
