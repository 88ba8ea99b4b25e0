/** House rules that are tests: who may import whom, circles of imports, words banned in the engine, files that nothing uses. Each finding says why. */

/** Sources by path from the repository's root. */
export type Sources = ReadonlyMap<string, string>;

/** Folder of a file, as the dependency map knows it. */
const AREAS: readonly [prefix: string, area: string][] = [
  ["src/engine/sim/", "sim"],
  ["src/engine/document/", "document"],
  ["src/engine/delivery/", "delivery"],
  ["src/engine/kafka/", "kafka"],
  ["src/engine/rabbitmq/", "rabbitmq"],
  ["src/engine/direct/", "direct"],
  ["src/engine/outbox/", "outbox"],
  ["src/engine/claims/", "claims"],
  ["src/engine/explain/", "explain"],
  ["src/engine/hunt/", "hunt"],
  ["src/engine/", "engine"],
  ["src/document/", "decoding"],
  ["src/scenarios/", "scenarios"],
  ["src/interchange/", "interchange"],
  ["src/headless/", "headless"],
  ["src/worker/", "worker"],
  ["src/ui/", "ui"],
  ["src/", "main"],
];

/** What the page may contain of the engine. Random runs (`hunt`) are for tests and scripts. */
const ON_THE_PAGE = ["sim", "document", "delivery", "kafka", "rabbitmq", "direct", "outbox", "claims", "explain", "engine"];
const ENGINE = [...ON_THE_PAGE, "hunt"];

/** Which areas each one may import from, beside itself. `engine` is the files of src/engine itself, which tie the systems together. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  sim: [],
  document: ["sim"],
  delivery: ["document", "sim"],
  kafka: ["delivery", "document", "sim"],
  rabbitmq: ["delivery", "document", "sim"],
  direct: ["delivery", "document", "sim"],
  outbox: ["delivery", "document", "sim"],
  engine: ["kafka", "rabbitmq", "direct", "outbox", "delivery", "document", "sim"],
  claims: ["engine", "delivery", "document", "sim"],
  explain: ["claims", "engine", "delivery", "document", "sim"],
  hunt: ["explain", "claims", "engine", "delivery", "document", "sim"],
  decoding: ON_THE_PAGE,
  scenarios: ["decoding", ...ON_THE_PAGE],
  interchange: ["scenarios", ...ON_THE_PAGE],
  headless: ["scenarios", "decoding", ...ON_THE_PAGE],
  worker: ["decoding", "scenarios", ...ON_THE_PAGE],
  ui: ["worker", "scenarios", "interchange", "decoding", ...ON_THE_PAGE],
  main: ["ui"],
};

/**
 * The rooms of the page, which are the folders of src/ui, from the lowest to the highest; and which others each one may import from, all of
 * them above it in this table. `App.tsx`, which is in no room, may import from all.
 */
const ROOM_ROWS: readonly [room: string, mayImport: string][] = [
  ["terms", ""],
  ["theme", ""],
  ["layout", ""],
  ["state", ""],
  ["controls", "state"],
  ["tokens", "state terms"],
  ["parts", "layout state terms tokens"],
  ["kafka", "layout parts state terms tokens"],
  ["rabbitmq", "layout parts state terms tokens"],
  ["direct", "layout parts state tokens"],
  ["graph", "kafka layout parts state terms tokens"],
  ["script", "controls state"],
  ["settings", "controls script state"],
  ["edited", "controls settings state"],
  ["why", "controls settings state"],
  ["log", "controls state"],
  ["ledger", "controls state tokens why"],
  ["palette", "controls layout script settings state"],
  ["inspector", "controls log palette script settings state terms why"],
  ["timeline", "controls layout parts script state terms tokens why"],
  ["charts", "controls layout parts state timeline"],
  ["spacetime", "controls layout parts state timeline tokens"],
  ["stage", "controls direct graph kafka layout log palette parts rabbitmq settings state terms theme tokens why"],
  ["announce", "parts stage state"],
  ["share", "controls state"],
  ["legend", "controls direct kafka layout parts rabbitmq share stage state tokens"],
  ["print", "layout ledger parts stage state timeline tokens why"],
  ["shell", "announce charts controls edited inspector ledger log palette share spacetime stage state terms theme timeline why"],
];

export const ROOMS = ROOM_ROWS.map(([room, mayImport]): readonly [room: string, mayImport: readonly string[]] => [
  room,
  mayImport === "" ? [] : mayImport.split(" "),
]);

/** Rooms of one system each, and the only file of the stage that names them. */
const SYSTEM_ROOMS = ["kafka", "rabbitmq", "direct"];
const SYSTEMS_FILE = "src/ui/stage/systems.ts";

const BANNED: readonly [pattern: RegExp, reason: string][] = [
  [/\bDate\b/, "time is virtual: use ctx.now"],
  [/\bperformance\b/, "time is virtual: use ctx.now"],
  [/\bMath\.random\b/, "chance has an address: use ctx.draw"],
  [
    /\bMath\.(exp|log|log2|log10|log1p|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|cbrt|hypot|sinh|cosh|tanh)\b/,
    "its last bits differ between engines: use tables",
  ],
  [/\bIntl\b|\.localeCompare\b|\.toLocale/, "depends on the machine: compare code units"],
  [/\basync\b|\bawait\b|\bPromise\b/, "the engine waits for nothing: set a timer"],
  [/\bsetTimeout\b|\bsetInterval\b|\brequestAnimationFrame\b/, "timers are scheduled events: use ctx.setTimer"],
  [/\bcrypto\b/, "chance has an address: use ctx.draw"],
  [/\bdocument\b|\bwindow\b|\bglobalThis\b/, "the engine has no page"],
];

const NOT_SHIPPED = /\.test\.tsx?$|\.test-util\.tsx?$/;

export function areaOf(path: string): string {
  return AREAS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? "outside";
}

/** Import specifiers of a module, types included. */
export function importsOf(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url/g,
  )) {
    found.push(match[1] ?? match[2] ?? match[3] ?? match[4]);
  }
  return found;
}

function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const steps = from.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== ".") steps.push(step);
  }
  return steps.join("/");
}

/** Imports against the dependency map. */
export function importFindings(sources: Sources): string[] {
  const findings: string[] = [];
  for (const [path, text] of sources) {
    if (NOT_SHIPPED.test(path) || !path.startsWith("src/") || path === "src/tidy.ts") continue;
    const area = areaOf(path);
    for (const specifier of importsOf(text)) {
      const target = resolve(path, specifier);
      if (target === null) {
        if (ENGINE.includes(area)) findings.push(`${path} imports ${specifier}: the engine has no dependencies`);
        continue;
      }
      const other = areaOf(target);
      if (other === area || MAY_IMPORT[area]?.includes(other)) continue;
      findings.push(`${path} imports ${target}: ${area} may not import ${other}`);
    }
  }
  return findings;
}

/** The room of a file of the page, "App" for the files of src/ui itself; null for what is not of the page. */
function roomOf(path: string): string | null {
  if (!path.startsWith("src/ui/")) return null;
  return /^src\/ui\/([^/]+)\//.exec(path)?.[1] ?? "App";
}

/** Imports from one room of the page to another. */
function roomArrows(sources: Sources): { from: string; to: string; path: string; target: string }[] {
  return [...sources].flatMap(([path, text]) => {
    const from = roomOf(path);
    if (from === null || from === "App" || NOT_SHIPPED.test(path)) return [];
    return importsOf(text).flatMap((specifier) => {
      const target = resolve(path, specifier);
      const to = target === null ? null : roomOf(target);
      return target === null || to === null || to === from ? [] : [{ from, to, path, target }];
    });
  });
}

/** Imports that the table of rooms does not permit. A room that is not in it may import nothing. */
export function roomFindings(sources: Sources): string[] {
  const mayImport = new Map(ROOMS);
  return roomArrows(sources).flatMap(({ from, to, path, target }) => {
    if (!mayImport.get(from)?.includes(to)) return [`${path} imports ${target}: ${from} may not import ${to}`];
    const names = from === "stage" && SYSTEM_ROOMS.includes(to) && path !== SYSTEMS_FILE;
    return names ? [`${path} imports ${target}: the stage knows systems by ${SYSTEMS_FILE} alone`] : [];
  });
}

/** Arrows of a table that do not run downwards, and those that no file of the page has. */
export function roomTableFindings(sources: Sources, rooms = ROOMS): string[] {
  const arrows = new Set(roomArrows(sources).map(({ from, to }) => `${from} ${to}`));
  const lower = new Set<string>();
  return rooms.flatMap(([room, mayImport]) => {
    const upwards = mayImport.filter((other) => !lower.has(other)).map((other) => `${room} may not import ${other}: it is not lower`);
    const idle = mayImport.filter((other) => !arrows.has(`${room} ${other}`)).map((other) => `${room} need not import ${other}`);
    lower.add(room);
    return [...upwards, ...idle];
  });
}

/** Files that import each other in a circle, also for types alone and through other files: each way around that is met first. */
export function circleFindings(sources: Sources): string[] {
  const findings: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const follow = (path: string): void => {
    const text = sources.get(path);
    if (text === undefined || done.has(path)) return;
    const met = way.indexOf(path);
    if (met >= 0) {
      findings.push(`${[...way.slice(met), path].join(" imports ")}: what they share belongs into a file below them`);
      return;
    }
    way.push(path);
    for (const specifier of importsOf(text)) {
      const target = resolve(path, specifier);
      if (target !== null) follow(target);
    }
    way.pop();
    done.add(path);
  };
  for (const path of sources.keys()) follow(path);
  return findings;
}

/** Comments and texts taken out, so that only code is searched. */
export function codeOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/`(?:\\.|\$\{[^}]*\}|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""')
    .replace(/\/\/[^\n]*/g, "");
}

export function bannedFindings(sources: Sources): string[] {
  const findings: string[] = [];
  for (const [path, text] of sources) {
    if (!path.startsWith("src/engine/") || NOT_SHIPPED.test(path)) continue;
    const code = codeOnly(text);
    for (const [pattern, reason] of BANNED) {
      const match = pattern.exec(code);
      if (match !== null) findings.push(`${path} uses ${match[0]}: ${reason}`);
    }
  }
  return findings;
}

/** Shipped files that no entry reaches. */
export function unusedFindings(sources: Sources, entries: readonly string[]): string[] {
  const reached = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = sources.get(path);
    if (text === undefined || reached.has(path)) continue;
    reached.add(path);
    for (const specifier of importsOf(text)) {
      const target = resolve(path, specifier);
      if (target !== null) open.push(target);
    }
  }
  return [...sources.keys()]
    .filter((path) => path.startsWith("src/") && !NOT_SHIPPED.test(path) && !reached.has(path))
    .map((path) => `${path} is used by nothing`);
}
