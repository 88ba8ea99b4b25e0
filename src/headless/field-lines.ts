import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

/** `lanes[0].clients[2].settings["linger.ms"]` in its steps. What is no path, such as the name of the whole, has none. */
export function stepsOf(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, index, quoted, name] of path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([\w$-]+)/g)) {
    steps.push(index !== undefined ? Number(index) : (quoted ?? name));
  }
  return steps;
}

/** Line, from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset && i < text.length; i++) if (text[i] === "\n") line++;
  return line;
}

/** Lines of fields in the text of a JSON document. */
export class FieldLines {
  private readonly root: Node | undefined;

  constructor(private readonly text: string) {
    this.root = parseTree(text);
  }

  /**
   * The line, from 1, on which a field stands; of a field that is missing, the line on which the nearest thing around it begins.
   * `prefixes` are names that a finding may put before the path though the document does not have them: a scenario that stands alone is
   * opened as the scenario of its own run.
   */
  of(path: string, prefixes: readonly string[] = ["run", "scenario"]): number {
    const steps = stepsOf(path);
    const readings = [steps];
    for (const prefix of prefixes) if (steps[0] === prefix) readings.push(steps.slice(1));
    let best: Node | undefined;
    let depth = -1;
    for (const reading of readings) {
      for (let length = reading.length; length > depth && this.root !== undefined; length--) {
        const node = length === 0 ? this.root : findNodeAtLocation(this.root, reading.slice(0, length));
        if (node === undefined) continue;
        best = node.parent?.type === "property" ? node.parent : node;
        depth = length;
        break;
      }
    }
    return lineAt(this.text, best?.offset ?? 0);
  }
}
