import { focusIfLost } from "../controls/focus.ts";
import { removeCommand } from "../state/run.ts";

/** Takes an entry out of the script. The focus that was in it goes on to what is left of the list, or to its heading. */
export function takeOut(id: string): void {
  removeCommand(id);
  focusIfLost(".fault-list .remove", ".inspector h3");
}
