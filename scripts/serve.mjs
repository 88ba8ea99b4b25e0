// @ts-check
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".png": "image/png",
  ".map": "application/json; charset=utf-8",
});

/**
 * Serves a folder on loopback, under a sub-path if wanted; everything outside it is 404.
 * @param {{ folder: string, port: number, base?: string }} options
 * @returns {Promise<{ address: string, close(): void }>}
 */
export function serve({ folder, port, base = "/" }) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const path = decodePath(request.url ?? "/");
    if (path === null || !path.startsWith(base)) return notFound(response);
    let file = normalize(join(root, path.slice(base.length)));
    if (file !== root && !file.startsWith(root + sep)) return notFound(response);
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!existsSync(file)) return notFound(response);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "cache-control": "no-cache" });
    createReadStream(file).pipe(response);
  });
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      const bound = server.address();
      const actual = typeof bound === "object" && bound !== null ? bound.port : port;
      done({ address: `http://127.0.0.1:${actual}${base}`, close: () => server.close() });
    });
  });
}

/** @param {string} url */
function decodePath(url) {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0]);
  } catch {
    return null;
  }
}

/** @param {import("node:http").ServerResponse} response */
function notFound(response) {
  response.writeHead(404, { "content-type": "text/plain" });
  response.end("Not found");
}

/**
 * Serves, or says what to do when the port is taken.
 * @param {{ folder: string, port: number, base?: string }} options
 */
export async function serveOrExplain(options) {
  try {
    return await serve(options);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
    console.error(
      `Port ${options.port} is taken by another program. Stop that program, or choose another port:\n  PORT=${options.port + 1} npm start`,
    );
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , port = "4173", base = "/"] = process.argv;
  const folder = fileURLToPath(new URL("../dist", import.meta.url));
  console.log((await serveOrExplain({ folder, port: Number(port), base })).address);
}
