import { useEffect, useState } from "react";

/** The height of the window in px, followed as it changes. */
export function useViewportHeight(): number {
  const [height, setHeight] = useState(innerHeight);
  useEffect(() => {
    const follow = () => setHeight(innerHeight);
    addEventListener("resize", follow);
    return () => removeEventListener("resize", follow);
  }, []);
  return height;
}
