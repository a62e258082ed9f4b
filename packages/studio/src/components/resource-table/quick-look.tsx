import Button from '@cloudscape-design/components/button';
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { componentMessages } from '../../messages/components.ts';
import { Splitter } from '../splitter.tsx';
import './quick-look.css';

const words = componentMessages.table;
const [SMALLEST, USUAL, LARGEST] = [320, 460, 800];

/** Opens the quick look of a row, or closes it. */
export function LookButton({
  name,
  isOpen,
  onToggle,
}: {
  readonly name: string;
  readonly isOpen: boolean;
  onToggle(): void;
}) {
  return (
    <button
      type="button"
      className="sb-bar-button sb-look-button"
      aria-label={words.look(name)}
      aria-expanded={isOpen}
      title={words.look(name)}
      onClick={onToggle}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <g fill="none" stroke="currentColor" strokeWidth="1.5">
          <rect x="1.75" y="2.75" width="12.5" height="10.5" rx="1.5" />
          <path d="M9.5 3v10" />
        </g>
      </svg>
    </button>
  );
}

export interface QuickLookProps {
  readonly name: string;
  readonly children: ReactNode;
  onClose(): void;
}

/**
 * A row beside its table, below it where there is no room: takes the focus, gives it back by Esc. As Cloudscape's split
 * panel, which works in Cloudscape's own page layout only.
 */
export function QuickLook({ name, children, onClose }: QuickLookProps) {
  const [width, setWidth] = useState(USUAL);
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<Element | null>(null);
  const isClosed = useRef(false);
  useEffect(() => {
    opener.current = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (!isClosed.current) return;
      // Drawn anew meanwhile, the row has another button of the same name.
      const button = opener.current?.isConnected
        ? opener.current
        : document.querySelector(`.sb-look-button[aria-label="${CSS.escape(words.look(name))}"]`);
      (button as HTMLElement | null)?.focus();
    };
  }, [name]);
  const close = () => {
    isClosed.current = true;
    onClose();
  };
  return (
    <>
      <div className="sb-quick-look-splitter">
        <Splitter
          label={componentMessages.splitter(words.lookRegion)}
          side="right"
          value={width}
          min={SMALLEST}
          max={LARGEST}
          onChange={setWidth}
        />
      </div>
      <section
        className="sb-quick-look"
        aria-label={words.look(name)}
        style={{ '--sb-quick-look-width': `${width}px` } as CSSProperties}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.preventDefault();
          close();
        }}
      >
        <header className="sb-quick-look-head">
          <h2 ref={heading} tabIndex={-1}>
            {name}
          </h2>
          <Button variant="icon" iconName="close" ariaLabel={words.lookClose} onClick={close} />
        </header>
        <div className="sb-quick-look-body">{children}</div>
      </section>
    </>
  );
}
