/**
 * Range (K-GRP-30): per topic, the members in order of their ids each get a run of consecutive partitions, the first `n mod m` one more.
 * Partitions are returned by name, `orders-0`.
 */
export function assignRange(
  members: readonly { memberId: string; topics: readonly string[] }[],
  partitionCounts: Readonly<Record<string, number>>,
): Record<string, string[]> {
  const assignment: Record<string, string[]> = {};
  for (const { memberId } of members) assignment[memberId] = [];
  for (const topic of Object.keys(partitionCounts).sort(byCodeUnits)) {
    const subscribers = members.filter(({ topics }) => topics.includes(topic)).map(({ memberId }) => memberId);
    subscribers.sort(byCodeUnits);
    if (subscribers.length === 0) continue;
    const each = Math.floor(partitionCounts[topic] / subscribers.length);
    const extra = partitionCounts[topic] % subscribers.length;
    let next = 0;
    subscribers.forEach((memberId, index) => {
      for (let left = each + (index < extra ? 1 : 0); left > 0; left--) assignment[memberId].push(`${topic}-${next++}`);
    });
  }
  return assignment;
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
