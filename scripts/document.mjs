// @ts-check
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";
import { ROOT } from "./set-up.mjs";

/**
 * `npm run document -- check FILE…`: whether documents can be opened, what is wrong with them by field, and what will go wrong in them.
 * `npm run document -- upgrade FILE`: a document of version 1 in version 2, on standard output.
 * `npm run document -- schema`: renews public/queuescope.schema.json.
 * Exit status 1 when a document cannot be opened, 2 when it cannot be read or the command is none.
 */
const [command, ...files] = process.argv.slice(2);
const module = await import(pathToFileURL(await bundle("scripts/document-text.ts", "document")).href);

if (command === "schema") writeFileSync(join(ROOT, "public/queuescope.schema.json"), module.schemaText());
else if (command === "check" && files.length > 0) check();
else if (command === "upgrade" && files.length === 1) upgrade();
else stop("usage: npm run document -- check FILE… | upgrade FILE | schema");

function check() {
  for (const file of files) {
    const { lines, valid } = module.checked(read(file));
    for (const line of lines) console.log(files.length === 1 ? line : `${file}: ${line}`);
    if (!valid) process.exitCode = 1;
  }
}

function upgrade() {
  const result = module.upgraded(read(files[0]));
  if ("text" in result) return console.log(result.text);
  for (const line of result.lines) console.error(line);
  process.exitCode = 1;
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return stop(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {string} why @returns {never} */
function stop(why) {
  console.error(why);
  process.exit(2);
}
