// @ts-check
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildCommandLineIfNeeded, checkNode, installIfNeeded, RESULTS_ONLY, ROOT } from "./set-up.mjs";

/** `npm run queuescope -- run DOCUMENT …`: the command line, built when it is missing or older than its sources. Says nothing else on standard output. */
checkNode();
installIfNeeded(RESULTS_ONLY);
buildCommandLineIfNeeded();
await import(pathToFileURL(join(ROOT, "dist/queuescope.mjs")).href);
