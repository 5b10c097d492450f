import { useEffect, useState } from "react";

/** The present, renewed every so often, for ages and elapsed times. */
export function useNow(everyMilliseconds = 5_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}
