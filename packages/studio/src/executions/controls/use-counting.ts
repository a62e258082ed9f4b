import { useEffect, useRef, useState } from 'react';

/** So often a time that counts on is painted. Milliseconds. */
const EVERY = 200;

/**
 * A duration that counts on while nothing new is told of it: what was told last, and the time since, in milliseconds.
 * What was told is measured by the server's clock and the rest by this one's, so that two clocks need not agree.
 */
export const useCounting = (told: number | undefined, isCounting: boolean): number | undefined => {
  const last = useRef({ told, at: performance.now() });
  if (last.current.told !== told) last.current = { told, at: performance.now() };
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isCounting) return;
    const timer = setInterval(() => tick((count) => count + 1), EVERY);
    return () => clearInterval(timer);
  }, [isCounting]);
  return told === undefined || !isCounting ? told : told + (performance.now() - last.current.at);
};
