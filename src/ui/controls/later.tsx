import { type ComponentType, lazy, Suspense } from "react";

/** What fetches the parts of the page that the first picture does without. */
const fetches: (() => Promise<unknown>)[] = [];

/** Something that is no part of the first load: fetched with the rest after it, or when it is wanted. */
export function laterModule<T>(fetch: () => Promise<T>): () => Promise<T> {
  fetches.push(fetch);
  return fetch;
}

/** A component that is no part of the first load. Where it is wanted before it has come, its place stays empty until then. */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): ComponentType<P> {
  fetches.push(fetch);
  const Component = lazy(async () => ({ default: await fetch() })) as unknown as ComponentType<P>;
  return (props: P) => (
    <Suspense fallback={null}>
      <Component {...props} />
    </Suspense>
  );
}

/** Fetches all of them, once the first picture is on the screen: nothing is asked of the server after that. A failure is met again, and shown, where the component is wanted. */
export function fetchLater(): void {
  for (const fetch of fetches) fetch().catch(() => undefined);
}
