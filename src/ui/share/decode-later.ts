import { laterModule } from "../controls/later.tsx";

/** What reads a run from outside brings a library with it, and most visits need neither at once. */
const fetchDecoder = laterModule(() => import("../../scenarios/decode.ts"));

/** As `decodeRun`, once it has been fetched. */
export async function decodeLater(input: unknown) {
  const { decodeRun } = await fetchDecoder();
  return decodeRun(input);
}
