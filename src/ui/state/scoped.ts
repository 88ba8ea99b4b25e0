import { createContext, useContext } from "react";
import { create, type StoreApi, useStore } from "zustand";

/**
 * A store that everything on the page shares, and that a part of the page can have instead of its own: inside `Scope` the hook reads
 * the store given there. This is how the legend shows the real faces with samples. `getState` and `setState` are those of the shared one.
 */
export function createScoped<T>(initial: () => T) {
  const shared = create<T>(initial);
  const Place = createContext<StoreApi<T>>(shared);
  function useScoped<U>(select: (state: T) => U): U {
    return useStore(useContext(Place), select);
  }
  const { getState, getInitialState, setState, subscribe } = shared;
  return Object.assign(useScoped, { getState, getInitialState, setState, subscribe, Scope: Place.Provider });
}
