import { type ReactNode, useEffect, useRef } from 'react';

/** Tells, once, that it has come into view. */
export function WhenSeen({ onSeen, children }: { onSeen(): void; readonly children: ReactNode }) {
  const root = useRef<HTMLSpanElement>(null);
  const tell = useRef(onSeen);
  tell.current = onSeen;
  useEffect(() => {
    if (!root.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      tell.current();
    });
    observer.observe(root.current);
    return () => observer.disconnect();
  }, []);
  return (
    <span ref={root} className="sb-when-seen">
      {children}
    </span>
  );
}
