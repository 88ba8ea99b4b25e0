// @ts-check
import { build } from "vite";
import { ROOT } from "./set-up.mjs";

/** Builds the command line into one file, dist/queuescope.mjs, that runs on Node 20 without anything beside it. */
await build({
  root: ROOT,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: "scripts/queuescope.ts",
    target: "node20",
    outDir: "dist",
    emptyOutDir: false,
    rollupOptions: { output: { entryFileNames: "queuescope.mjs" } },
  },
});
