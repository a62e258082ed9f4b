import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import './fields.css';

/** Opens the sections around an element, so that it can be scrolled to and focused. */
export const openSectionsAround = (element: Element): void => {
  for (let at: Element | null = element; at; at = at.parentElement)
    if (at.matches('[data-section]')) at.dispatchEvent(new CustomEvent('sb-open'));
};

/** A part of a form that opens and closes; what it holds is there either way, so that links lead into it. */
export function Section({
  title,
  summary,
  isOpenAtFirst = true,
  children,
}: {
  readonly title: string;
  /** What can be said of it while it is closed. */
  readonly summary?: string | undefined;
  readonly isOpenAtFirst?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = section.current;
    const open = () => setOpen(true);
    element?.addEventListener('sb-open', open);
    return () => element?.removeEventListener('sb-open', open);
  }, []);
  return (
    <section className="sb-section" data-section ref={section} aria-labelledby={`${id}-title`}>
      <h3>
        <button
          type="button"
          className="sb-section-head"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M4 2.5 8 6 4 9.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          <span id={`${id}-title`}>{title}</span>
          <span className="sb-section-count">{isOpen ? '' : summary}</span>
        </button>
      </h3>
      <div id={id} className="sb-section-body sb-form" hidden={!isOpen}>
        {children}
      </div>
    </section>
  );
}
