import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Point } from '../../document/index.ts';
import { useCanvas } from '../state/canvas-context.ts';
import './popover.css';

export interface PopoverProps {
  readonly at: Point;
  readonly label: string;
  readonly role?: 'dialog' | 'menu';
  readonly width?: number;
  readonly className?: string;
  readonly children: ReactNode;
}

const MARGIN = 8;

/**
 * Something that floats above the canvas near a point (in its pixels), kept within it. Esc, a click elsewhere and
 * leaving it with Tab close it; the focus goes back to where the keyboard was.
 */
export const Popover = ({
  at,
  label,
  role = 'dialog',
  width = 320,
  className = '',
  children,
}: PopoverProps) => {
  const canvas = useCanvas();
  const root = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Point>();

  // Before it is seen: below and right of the point where there is room, else shifted, else above.
  useLayoutEffect(() => {
    const element = root.current;
    const bounds = canvas.bounds();
    if (!element || !bounds) return;
    const fit = () => {
      const height = element.offsetHeight;
      const x = Math.max(MARGIN, Math.min(at.x, bounds.width - width - MARGIN));
      const below = at.y + MARGIN;
      const y =
        below + height <= bounds.height - MARGIN
          ? below
          : Math.max(MARGIN, Math.min(at.y - height - MARGIN, bounds.height - height - MARGIN));
      setPlace((before) => (before?.x === x && before.y === y ? before : { x, y }));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [at, canvas, width]);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    if (!element.contains(document.activeElement))
      (
        element.querySelector<HTMLElement>('[data-autofocus]') ??
        element.querySelector<HTMLElement>('input, button') ??
        element
      ).focus({ preventScroll: true });
    const leave = (event: PointerEvent) => {
      if (!element.contains(event.target as Node)) canvas.closePopup();
    };
    document.addEventListener('pointerdown', leave, true);
    return () => document.removeEventListener('pointerdown', leave, true);
  }, [canvas]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is given
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have names
    <div
      ref={root}
      className={`sb-popover ${className}`}
      role={role}
      aria-label={label}
      tabIndex={-1}
      style={{
        width,
        transform: `translate(${place?.x ?? at.x}px, ${place?.y ?? at.y}px)`,
        // Not `visibility`: what is hidden cannot be given the focus.
        opacity: place ? 1 : 0,
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        canvas.closePopup();
        canvas.focusCanvas();
      }}
    >
      {children}
    </div>
  );
};
