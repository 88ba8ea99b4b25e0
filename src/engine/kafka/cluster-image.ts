import type { BrokerInfo, ClusterImage, ClusterIndex, PartitionState } from "./protocol.ts";

/** Images of the cluster: frozen, each made from the one before, with all that did not change shared. */

export function newImage(version: number, brokers: readonly BrokerInfo[], partitions: readonly PartitionState[]): ClusterImage {
  return Object.freeze({ version, brokers: frozen(brokers), partitions: frozen(partitions), index: indexOf(brokers, partitions) });
}

/** The next version, with other states of brokers and partitions that it has already. */
export function changedImage(image: ClusterImage, brokers: readonly BrokerInfo[], partitions: readonly PartitionState[]): ClusterImage {
  return Object.freeze({
    version: image.version + 1,
    brokers: replaced(image.brokers, brokers, ({ broker }) => image.index.brokers[broker]),
    partitions: replaced(image.partitions, partitions, ({ name }) => image.index.partitions[name]),
    index: image.index,
  });
}

function replaced<T extends object>(items: readonly T[], changes: readonly T[], place: (item: T) => number): readonly T[] {
  if (changes.length === 0) return items;
  const next = items.slice();
  for (const change of changes) next[place(change)] = Object.freeze(change);
  return Object.freeze(next);
}

function frozen<T extends object>(items: readonly T[]): readonly T[] {
  return Object.freeze(items.map((item) => Object.freeze(item)));
}

function indexOf(brokers: readonly BrokerInfo[], partitions: readonly PartitionState[]): ClusterIndex {
  const topics: Record<string, number> = {};
  for (const { topic } of partitions) topics[topic] = (topics[topic] ?? 0) + 1;
  return Object.freeze({
    brokers: Object.freeze(Object.fromEntries(brokers.map(({ broker }, place) => [broker, place]))),
    names: Object.freeze(Object.fromEntries(brokers.map(({ name }, place) => [name, place]))),
    partitions: Object.freeze(Object.fromEntries(partitions.map(({ name }, place) => [name, place]))),
    topics: Object.freeze(topics),
  });
}
