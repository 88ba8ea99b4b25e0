import type { Cluster, Lane } from "./lane.ts";
import { nameOfPlace, type Place } from "./wires.ts";

/** What stands in front of a cluster's processes: nothing for the first of its system in the lane. */
export function clusterPrefix(lane: Lane, cluster: Cluster): string {
  const [first] = lane.clusters.filter(({ system }) => system === cluster.system);
  return first === cluster ? "" : `${cluster.name}/`;
}

/** The first of these clusters that one of the clients is of, or the one that a process is of: the first, where nothing stands in front of its name. */
export function clusterOfPart<C extends Cluster>(
  lane: Lane,
  clusters: readonly C[],
  clients: readonly { cluster: string }[],
  part: string,
): C | undefined {
  const named = clusters.find(({ name }) => clients.some(({ cluster }) => cluster === name));
  return named ?? clusters.findLast((cluster) => part.startsWith(clusterPrefix(lane, cluster)));
}

/** A place by its name in the history: that of the document, and what stands in front of its cluster's names. */
export function placeInHistory(lane: Lane, place: Place): string {
  const cluster = lane.clusters.find(({ name }) => place.startsWith(`${name}/`));
  return (cluster === undefined ? "" : clusterPrefix(lane, cluster)) + nameOfPlace(place);
}
