// @ts-check
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * Whether a lock file can be installed on every platform: each dependency that an entry names, optional ones included, must have an
 * entry of its own with a version and an integrity. npm leaves platform packages out silently when the registry does not offer them.
 * @param {{ packages: Record<string, any> }} lock
 * @returns {string[]} what is missing
 */
export function lockProblems(lock) {
  const problems = [];
  const { packages } = lock;
  for (const [path, entry] of Object.entries(packages)) {
    if (path !== "" && !entry.link && (!entry.version || (!entry.integrity && !entry.inBundle)))
      problems.push(`${path} has no version or integrity`);
    const optionalPeers = entry.peerDependenciesMeta ?? {};
    const wanted = { ...entry.dependencies, ...entry.optionalDependencies, ...(path === "" ? entry.devDependencies : {}) };
    for (const name of Object.keys(wanted)) {
      if (optionalPeers[name]?.optional) continue;
      if (!resolves(packages, path, name)) problems.push(`${path || "package.json"} needs ${name}, which the lock file lacks`);
    }
  }
  return problems;
}

/**
 * @param {Record<string, any>} packages
 * @param {string} from
 * @param {string} name
 */
function resolves(packages, from, name) {
  let folder = from;
  for (;;) {
    const candidate = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[candidate]) return true;
    if (folder === "") return false;
    const cut = folder.lastIndexOf("/node_modules/");
    folder = cut < 0 ? "" : folder.slice(0, cut);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = lockProblems(JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")));
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? "The lock file is complete for every platform." : `${problems.length} problems in the lock file.`);
  process.exit(problems.length === 0 ? 0 : 1);
}
