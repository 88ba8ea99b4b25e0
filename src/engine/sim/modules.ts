import { hashText } from "./hash.ts";
import type { AnyLibrary, LibrarySpec } from "./library.ts";
import type { AnyProcessDefinition, Crash } from "./process.ts";
import { type LibraryRecord, type ModuleNumber, OWN, type ProcessRecord } from "./records.ts";

const NONE: LibraryRecord[] = [];

/** `processAddress` is that of the process they run in. Throws when two of them cannot be told apart. */
export function newLibraries(specs: readonly LibrarySpec[] | undefined, processAddress: string): LibraryRecord[] {
  if (specs === undefined || specs.length === 0) return NONE;
  mustDiffer(specs, processAddress);
  return specs.map((spec) => newLibrary(spec, processAddress, spec.library.initial(spec.config)));
}

/** Two of one name would be one state, two under one address one luck. */
function mustDiffer(specs: readonly LibrarySpec[], processAddress: string): void {
  for (const ofEach of [({ name }: LibrarySpec) => name, ({ address = processAddress }: LibrarySpec) => address])
    if (new Set(specs.map(ofEach)).size < specs.length) throw new Error(`${processAddress}: two libraries of one name or address`);
}

function newLibrary(spec: LibrarySpec, processAddress: string, state: object): LibraryRecord {
  const address = spec.address ?? processAddress;
  return { spec, address, nameHash: hashText(address), state };
}

export function handlersOf(record: ProcessRecord, module: ModuleNumber): AnyProcessDefinition | AnyLibrary {
  return module === OWN ? record.spec.definition : record.libraries[module - 1].spec.library;
}

export function stateOf(record: ProcessRecord, module: ModuleNumber): object {
  return module === OWN ? record.state : record.libraries[module - 1].state;
}

/** Under which chance knows what the module connects. */
export function nameHashOf(record: ProcessRecord, module: ModuleNumber): number {
  return module === OWN ? record.nameHash : record.libraries[module - 1].nameHash;
}

export function addressOf(record: ProcessRecord, module: ModuleNumber): string {
  return module === OWN ? record.address : record.libraries[module - 1].address;
}

/** Who takes the connections that come to a process: the first that says what to do with one, else the process itself. */
export function listenerOf({ libraries }: ProcessRecord): ModuleNumber {
  return libraries.findIndex(({ spec }) => spec.library.connections?.accepted !== undefined) + 1;
}

/** What is left of the state of each module. */
export function surviveAll(record: ProcessRecord, crash: Crash): void {
  record.state = record.spec.definition.survives(record.state, crash);
  for (const library of record.libraries) library.state = library.spec.library.survives(library.state, crash);
}

/** Whether these are the libraries that the process has, whatever their settings. */
export function hasLibraries({ libraries }: ProcessRecord, specs: readonly LibrarySpec[]): boolean {
  return (
    libraries.length === specs.length && libraries.every(({ spec }, i) => spec.name === specs[i].name && spec.library === specs[i].library)
  );
}

/** Other libraries from the next life on, or other settings of the same ones: one of the same name and kind keeps its state and takes over the configuration, any other begins anew. */
export function replaceLibraries(record: ProcessRecord, specs: readonly LibrarySpec[]): void {
  const { libraries, address } = record;
  mustDiffer(specs, address);
  record.spec = { ...record.spec, libraries: specs };
  record.libraries = specs.map((spec) => {
    const kept = libraries.find(({ spec: was }) => was.name === spec.name && was.library === spec.library);
    if (kept === undefined) return newLibrary(spec, address, spec.library.initial(spec.config));
    spec.library.configure?.(kept.state, spec.config);
    return newLibrary(spec, address, kept.state);
  });
}

/** The pictures of the process and all in it as one; a library's own fields come first. */
export function viewOf({ spec, state, libraries }: ProcessRecord): object {
  const own = spec.definition.view(state);
  return libraries.length === 0 ? own : Object.assign({}, own, ...libraries.map((library) => library.spec.library.view(library.state)));
}
