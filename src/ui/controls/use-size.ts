import { type RefObject, useEffect, useRef, useState } from "react";

/** The inner size of an element, in px, followed as it changes; the given size until it is known. */
export function useSize<E extends Element>(first: {
  width: number;
  height: number;
}): {
  holder: RefObject<E | null>;
  width: number;
  height: number;
} {
  const holder = useRef<E>(null);
  const [size, setSize] = useState(first);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { holder, ...size };
}
