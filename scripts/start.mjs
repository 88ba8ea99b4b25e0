// @ts-check
import { join } from "node:path";
import { serveOrExplain } from "./serve.mjs";
import { buildIfNeeded, checkNode, installIfNeeded, ROOT } from "./set-up.mjs";

/** `npm start`: everything from a fresh clone to an address to open. */
checkNode();
installIfNeeded();
buildIfNeeded();
const port = Number(process.env.PORT ?? 4173);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  process.exit(1);
}
const { address } = await serveOrExplain({ folder: join(ROOT, "dist"), port });
console.log(`\nQueuescope is at ${address}\nPress Ctrl+C to stop.`);
