import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { run, STATUS, USAGE } from "../src/headless/command.ts";

/** The command line, built into one file for Node 20: `queuescope run DOCUMENT [--seeds 1..200] [--json]`. */
function main(args: string[]): number {
  let called: ReturnType<typeof parsed>;
  try {
    called = parsed(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return STATUS.unreadable;
  }
  const [command, file, ...more] = called.positionals;
  if (called.values.help === true) {
    console.log(USAGE);
    return STATUS.holds;
  }
  if (command !== "run" || file === undefined || more.length > 0) {
    console.error(USAGE);
    return STATUS.unreadable;
  }
  return run(
    file,
    { seeds: called.values.seeds, json: called.values.json },
    { read: (name) => readFileSync(name === "-" ? 0 : name, "utf8"), out: (line) => console.log(line), err: (line) => console.error(line) },
  );
}

function parsed(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: { seeds: { type: "string" }, json: { type: "boolean", default: false }, help: { type: "boolean", short: "h" } },
  });
}

// Not `process.exit`: what is still to be written to a pipe would be cut off.
process.exitCode = main(process.argv.slice(2));
