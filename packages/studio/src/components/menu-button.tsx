import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import './menu-button.css';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Of one among several: whether it is the one. */
  readonly isChecked?: boolean;
  /** Of a switch: whether it is on. The menu stays open. */
  readonly isOn?: boolean;
  /** As people read them: `⌘K`. */
  readonly keys?: string;
  /** Why it cannot be chosen now. */
  readonly unavailable?: string | undefined;
  onSelect(): void;
}

export interface MenuButtonProps {
  readonly label: string;
  /** What stands on the button; with it the label is the accessible name only. */
  readonly children: ReactNode;
  readonly items: readonly MenuItem[];
  /** Above the items: what the menu is about. */
  readonly heading?: ReactNode;
  readonly className?: string;
  readonly align?: 'start' | 'end';
}

/** A quiet button with a menu below it, for bars. Arrow keys, Home, End, first letters; Esc and Tab close it. */
export function MenuButton({
  label,
  children,
  items,
  heading,
  className = '',
  align = 'end',
}: MenuButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!isOpen) return;
    rowToBeginWith(rowsOf(list.current))?.focus();
    const leave = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen]);

  const move = (event: KeyboardEvent) => {
    const all = rowsOf(list.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps: Readonly<Record<string, () => HTMLElement | undefined>> = {
      ArrowDown: () => all[(at + 1) % all.length],
      ArrowUp: () => all[(at - 1 + all.length) % all.length],
      Home: () => all[0],
      End: () => all.at(-1),
    };
    const to = steps[event.key]?.();
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') setOpen(false);
    else if (to) {
      event.preventDefault();
      to.focus();
    } else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      after.find((row) => row.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  };

  return (
    <div className="sb-menu-root" ref={root}>
      <button
        ref={button}
        type="button"
        className={`sb-bar-button ${className}`}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || isOpen) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {isOpen && (
        <div className={`sb-menu sb-menu-${align}`}>
          {heading !== undefined && <div className="sb-menu-heading">{heading}</div>}
          <div ref={list} id={id} role="menu" aria-label={label} tabIndex={-1} onKeyDown={move}>
            {items.map((item) => (
              <button
                key={item.id}
                type="button"
                tabIndex={-1}
                className="sb-menu-item"
                role={roleOf(item)}
                {...(markOf(item) !== undefined && { 'aria-checked': markOf(item) })}
                aria-disabled={item.unavailable !== undefined}
                title={item.unavailable}
                onClick={() => {
                  if (item.unavailable !== undefined) return;
                  if (item.isOn === undefined) close();
                  item.onSelect();
                }}
              >
                {markOf(item) !== undefined && (
                  <span className="sb-menu-check" aria-hidden="true">
                    {markOf(item) ? '✓' : ''}
                  </span>
                )}
                <span className="sb-menu-label">{item.label}</span>
                {item.keys !== undefined && <kbd className="sb-keys">{item.keys}</kbd>}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

const rowsOf = (list: HTMLElement | null): readonly HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []),
];

const rowToBeginWith = (rows: readonly HTMLElement[]): HTMLElement | undefined =>
  rows.find((row) => row.getAttribute('aria-checked') === 'true') ?? rows[0];

const markOf = ({ isChecked, isOn }: MenuItem): boolean | undefined => isChecked ?? isOn;

const roleOf = ({ isChecked, isOn }: MenuItem) => {
  if (isOn !== undefined) return 'menuitemcheckbox';
  return isChecked === undefined ? 'menuitem' : 'menuitemradio';
};
