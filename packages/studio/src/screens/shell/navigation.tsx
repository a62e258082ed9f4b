import { useEffect, useRef } from 'react';
import { NavLink } from 'react-router-dom';
import { shellMessages } from '../../messages/shell.ts';

const { navigation } = shellMessages;

/** Only what works; further parts of the house get their entry when they do. */
const GROUPS = [
  {
    title: navigation.build,
    entries: [
      { label: navigation.flows, to: '/flows' },
      { label: navigation.prompts, to: '/prompts' },
    ],
  },
  { title: navigation.run, entries: [{ label: navigation.executions, to: '/executions' }] },
  { title: navigation.govern, entries: [{ label: navigation.settings, to: '/settings' }] },
] as const;

/** The side navigation, beside the page or over it. Over it, it takes the focus and gives it back by Esc. */
export function Navigation({ isOver, onClose }: { readonly isOver: boolean; onClose(): void }) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOver) root.current?.querySelector('a')?.focus();
  }, [isOver]);
  useEffect(() => {
    if (!isOver) return;
    const leave = (event: Event) => {
      const target = event.target as Element;
      if (!root.current?.contains(target) && !target.closest('.sb-top-menu')) onClose();
    };
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, [isOver, onClose]);
  return (
    <nav
      ref={root}
      id="navigation"
      className={`sb-navigation${isOver ? ' sb-navigation-over' : ''}`}
      aria-label={shellMessages.regions.navigation}
      onKeyDown={(event) => {
        if (!isOver || event.key !== 'Escape') return;
        onClose();
        document.querySelector<HTMLElement>('.sb-top-menu')?.focus();
      }}
    >
      {GROUPS.map(({ title, entries }) => (
        <div key={title}>
          {/* Not a heading: it would stand before that of the page. */}
          <p id={`navigation-${title}`}>{title}</p>
          <ul aria-labelledby={`navigation-${title}`}>
            {entries.map(({ label, to }) => (
              <li key={to}>
                <NavLink to={to}>{label}</NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
