import type { Connection } from "./connection.ts";
import type { ConnectionId } from "./process.ts";

const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;

interface Page {
  live: number;
  slots: (Connection | null)[];
}

/**
 * The connections of a simulation by number, in pages; plain data. A page goes when its last connection has gone, so that a run pays for
 * the connections it has, and for those it had no more than one word in 64.
 */
export interface ConnectionTable {
  /** Connections ever made. */
  made: number;
  pages: (Page | null)[];
}

export function newConnectionTable(): ConnectionTable {
  return { made: 0, pages: [] };
}

export function findConnection({ pages }: ConnectionTable, id: ConnectionId): Connection | null {
  const page = pages[id >> PAGE_BITS];
  return page ? (page.slots[id & (PAGE - 1)] ?? null) : null;
}

/** The number of the connection must be `made`. */
export function addConnection(table: ConnectionTable, connection: Connection): void {
  const number = table.made >> PAGE_BITS;
  if (number === table.pages.length) table.pages.push({ live: 0, slots: [] });
  let page = table.pages[number];
  if (page === null) {
    page = { live: 0, slots: [] };
    table.pages[number] = page;
  }
  page.slots[table.made & (PAGE - 1)] = connection;
  page.live++;
  table.made++;
}

export function dropConnection({ pages }: ConnectionTable, id: ConnectionId): void {
  const page = pages[id >> PAGE_BITS];
  if (!page?.slots[id & (PAGE - 1)]) return;
  page.slots[id & (PAGE - 1)] = null;
  if (--page.live === 0) pages[id >> PAGE_BITS] = null;
}

/** All that are left, in the order in which they were made. */
export function liveConnections({ pages }: ConnectionTable): Connection[] {
  const live: Connection[] = [];
  for (const page of pages) if (page !== null) for (const connection of page.slots) if (connection) live.push(connection);
  return live;
}

export function copyTable({ made, pages }: ConnectionTable, copy: (connection: Connection) => Connection): ConnectionTable {
  return { made, pages: pages.map((page) => page && { live: page.live, slots: page.slots.map((slot) => slot && copy(slot)) }) };
}
