// @ts-check
import { join } from "node:path";
import { build } from "vite";
import { ROOT } from "./set-up.mjs";

/**
 * Makes one module for Node of a TypeScript file and all that it imports. What else is in the folder stays.
 *
 * @param {string} entry from the root
 * @param {string} folder below node_modules/.cache
 * @returns {Promise<string>} path of the module
 */
export async function bundle(entry, folder) {
  const outDir = join(ROOT, "node_modules/.cache", folder);
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    build: { ssr: entry, outDir, emptyOutDir: false, rollupOptions: { output: { entryFileNames: "bundle.mjs" } } },
  });
  return join(outDir, "bundle.mjs");
}
