import { type ComponentType, lazy, Suspense } from "react";
import { laterModule } from "../state/later-module.ts";

/** A component that is no part of the first load. Where it is wanted before it has come, its place stays empty until then. */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): ComponentType<P> {
  const wanted = laterModule(fetch);
  const Component = lazy(async () => ({ default: await wanted() })) as unknown as ComponentType<P>;
  return (props: P) => (
    <Suspense fallback={null}>
      <Component {...props} />
    </Suspense>
  );
}
