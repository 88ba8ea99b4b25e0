/** What fetches the parts of the page that the first picture does without. */
const fetches: (() => Promise<unknown>)[] = [];

/** Something that is no part of the first load: fetched with the rest after it, or when it is wanted. */
export function laterModule<T>(fetch: () => Promise<T>): () => Promise<T> {
  fetches.push(fetch);
  return fetch;
}

/** Fetches all of them, once the first picture is on the screen: nothing is asked of the server after that. A failure is met again, and shown, where it is wanted. */
export function fetchLater(): void {
  for (const fetch of fetches) fetch().catch(() => undefined);
}
