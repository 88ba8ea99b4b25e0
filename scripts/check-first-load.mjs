// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** What the page may weigh before it can be played, in bytes as they travel (gzip): scripts and styles without fonts, and the worker. */
export const MOST = { firstLoad: 233_000, worker: 150_000 };

/**
 * Weighs a built site. The first load is what its page names: the entry, what is preloaded with it, and its styles.
 * @param {string} html the built page
 * @param {ReadonlyMap<string, string | Buffer>} assets by file name
 */
export function weigh(html, assets) {
  const named = [...html.matchAll(/(?:src|href)="[^"]*?([^"/]+\.(?:js|css))"/g)].map((match) => match[1]);
  const worker = [...assets.keys()].filter((name) => /\.worker-[^.]*\.js$/.test(name));
  return { firstLoad: sum(named, assets), worker: sum(worker, assets), files: named };
}

/** @param {ReturnType<typeof weigh>} weight @returns {string[]} */
export function weightProblems({ firstLoad, worker, files }) {
  const problems = [];
  if (files.length === 0 || worker === 0) problems.push("the built page names no script, or there is no worker: nothing was weighed");
  if (firstLoad > MOST.firstLoad) problems.push(`the first load has ${firstLoad} bytes, ${firstLoad - MOST.firstLoad} too many`);
  if (worker > MOST.worker) problems.push(`the worker has ${worker} bytes, ${worker - MOST.worker} too many`);
  return problems;
}

/** @param {string[]} names @param {ReadonlyMap<string, string | Buffer>} assets */
function sum(names, assets) {
  return names.reduce((bytes, name) => {
    const asset = assets.get(name);
    if (asset === undefined) throw new Error(`the page names ${name}, which was not built`);
    return bytes + gzipSync(asset).length;
  }, 0);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const dist = fileURLToPath(new URL("../dist", import.meta.url));
  const assets = new Map(readdirSync(join(dist, "assets")).map((name) => [name, readFileSync(join(dist, "assets", name))]));
  const weight = weigh(readFileSync(join(dist, "index.html"), "utf8"), assets);
  const problems = weightProblems(weight);
  for (const problem of problems) console.error(problem);
  console.log(
    `First load ${(weight.firstLoad / 1000).toFixed(1)} kB in ${weight.files.length} files, worker ${(weight.worker / 1000).toFixed(1)} kB.`,
  );
  process.exit(problems.length === 0 ? 0 : 1);
}
