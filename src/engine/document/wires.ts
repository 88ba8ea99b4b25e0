/**
 * What the clients and clusters of a lane connect, by names alone: keys are not looked at. From these come the plan of numbers, the
 * warnings, and the lines of the drawing with their spoken names.
 */
export type Wire = Publishing | Recording | Moving | Reading;

interface Common {
  /** Where it stands in the lane's part of the document: `clients[2].producer.publishes[0]`; for what the script brings, the command. */
  path: string;
  /** What it does, for a sentence between its two ends: `publishes to topic`. */
  says: string;
}

/** An application puts messages of these types (all when left out) into a place. */
export interface Publishing extends Common {
  kind: "publishes";
  application: string;
  place: Place;
  types?: readonly string[];
}

/** What these handlers have worked on shows in a place by their effects: change capture. */
export interface Recording extends Common {
  kind: "records";
  application: string;
  place: Place;
  handlers: readonly string[];
}

/** What comes to one place goes on to another by itself: a binding, a dead letter, a failed message that its reader publishes. */
export interface Moving extends Common {
  kind: "moves";
  from: Place;
  to: Place;
}

/** An application gets what comes to a place, for these handlers (all when left out). */
export interface Reading extends Common {
  kind: "reads";
  application: string;
  place: Place;
  /** The group or queue that owes it, for sentences. */
  reader: string;
  handlers?: readonly string[];
}

/** Unique in a lane: `kafka/topic:orders`. */
export type Place = string;

export function placeOf(cluster: string, kind: string, name: string): Place {
  return `${cluster}/${kind}:${name}`;
}

/** A place by its name alone: `orders`. */
export function nameOfPlace(place: Place): string {
  return place.slice(place.indexOf(":") + 1);
}

/** A wire as it is spoken: `order-svc publishes to topic orders`. */
export function spoken(wire: Wire): string {
  if (wire.kind === "moves") return `${nameOfPlace(wire.from)} ${wire.says} ${nameOfPlace(wire.to)}`;
  return `${wire.application} ${wire.says} ${nameOfPlace(wire.place)}`;
}
