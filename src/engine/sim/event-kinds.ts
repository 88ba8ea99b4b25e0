import { hashText } from "./hash.ts";

/** Code of a kind of event. Codes are local to one program; names are what files, links and fingerprints go by. */
export type EventKind = number & { readonly eventKind: unique symbol };

/** What the columns a, b and c of an event of this kind hold, in this order. A name ending in `Text` or `Place` is an index into the string table. */
export interface EventKindInfo {
  readonly name: string;
  readonly fields: readonly string[];
}

const kinds: EventKindInfo[] = [];
const hashes: number[] = [];
const codes = new Map<string, EventKind>();

/**
 * Defines a kind of event by its name, in the past tense. Called while modules load, never during a run.
 * Throws when two modules claim one name.
 */
export function defineEvent(name: string, ...fields: string[]): EventKind {
  if (codes.has(name)) throw new Error(`event kind ${name} is defined twice`);
  const code = kinds.length as EventKind;
  kinds.push({ name, fields });
  hashes.push(hashText(name) | 0);
  codes.set(name, code);
  return code;
}

export function eventKindInfo(kind: number): EventKindInfo {
  return kinds[kind];
}

/** The stable hash of a kind's name: what the fingerprint is made of. */
export function eventKindHash(kind: number): number {
  return hashes[kind];
}

export function findEventKind(name: string): EventKind | undefined {
  return codes.get(name);
}

export function eventKindCount(): number {
  return kinds.length;
}

/** Events that the kernel itself records. */
export const PacketDelivered = defineEvent("PacketDelivered", "fromProcess", "latencyUs", "typeText");
export const PacketLost = defineEvent("PacketLost", "fromProcess", "latencyUs", "typeText");
/** What had come for a process, which did not read it before it ended or closed the connection: a frozen one's socket buffers. */
export const PacketUnread = defineEvent("PacketUnread", "fromProcess", "connection", "typeText");
/** Its sender has just ended, and it goes on: nobody has read it yet. */
export const PacketUnderWay = defineEvent("PacketUnderWay", "fromProcess", "connection", "typeText");
export const ConnectionOpened = defineEvent("ConnectionOpened", "peerProcess", "connection");
export const ConnectionClosed = defineEvent("ConnectionClosed", "peerProcess", "connection", "reasonText");
export const ProcessStarted = defineEvent("ProcessStarted", "incarnation");
export const ProcessStopped = defineEvent("ProcessStopped", "incarnation");
export const ProcessCrashed = defineEvent("ProcessCrashed", "incarnation");
export const MachineLost = defineEvent("MachineLost", "incarnation");
export const ProcessFrozen = defineEvent("ProcessFrozen");
export const ProcessResumed = defineEvent("ProcessResumed", "waiting");
export const NetworkSplit = defineEvent("NetworkSplit", "faultText");
export const NetworkHealed = defineEvent("NetworkHealed", "faultText");
export const LinkSlowed = defineEvent("LinkSlowed", "faultText");
export const LinkRestored = defineEvent("LinkRestored", "faultText");
export const ConnectionCut = defineEvent("ConnectionCut", "fromProcess", "connection", "faultText");
/** `lane` -1: of no lane. */
export const CommandGiven = defineEvent("CommandGiven", "commandText", "lane");
export const LimitReached = defineEvent("LimitReached", "limitText");
export const RunEnded = defineEvent("RunEnded", "atRest");
