import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import './splitter.css';

export interface SplitterProps {
  readonly label: string;
  /** Which way the panel beside it grows when the splitter moves towards the start of the page. */
  readonly side: 'left' | 'right' | 'bottom';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange(value: number): void;
}

const STEP = 16;

/** Resizes a panel: by pointer, by arrow keys, Home and End for the smallest and the largest. Pixels. */
export function Splitter({ label, side, value, min, max, onChange }: SplitterProps) {
  const dragged = useRef<{ readonly from: number; readonly value: number } | undefined>(undefined);
  const isHorizontal = side === 'bottom';
  const set = (next: number) => onChange(Math.round(Math.min(Math.max(next, min), max)));
  const place = (event: PointerEvent) => (isHorizontal ? event.clientY : event.clientX);
  const growth = side === 'left' ? 1 : -1;

  const down = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    dragged.current = { from: place(event), value };
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (dragged.current) set(dragged.current.value + growth * (place(event) - dragged.current.from));
  };
  const up = () => {
    dragged.current = undefined;
  };
  const key = (event: KeyboardEvent) => {
    const change = {
      ArrowLeft: isHorizontal ? undefined : -STEP * growth,
      ArrowRight: isHorizontal ? undefined : STEP * growth,
      ArrowUp: isHorizontal ? STEP : undefined,
      ArrowDown: isHorizontal ? -STEP : undefined,
      Home: min - value,
      End: max - value,
    }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    set(value + change);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: hr cannot be focused and moved; this is the pattern of a window splitter
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isHorizontal ? 'horizontal' : 'vertical'}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      className={`sb-splitter sb-splitter-${side}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
    />
  );
}
