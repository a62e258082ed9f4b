import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import './splitter.css';

export interface SplitterProps {
  readonly label: string;
  /** The side that the panel, whose size this is, lies on. */
  readonly side: 'left' | 'right' | 'bottom';
  /** Pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  onChange(value: number): void;
}

const STEP = 16;

/** Resizes a panel: by pointer, by arrow keys, Home and End for the smallest and the largest. */
export function Splitter({ label, side, value, min, max, onChange }: SplitterProps) {
  const dragged = useRef<{ readonly from: number; readonly value: number } | undefined>(undefined);
  const isFlat = side === 'bottom';
  const growth = side === 'left' ? 1 : -1;
  const set = (next: number) => onChange(Math.round(Math.min(Math.max(next, min), max)));
  const place = (event: PointerEvent) => (isFlat ? event.clientY : event.clientX);
  const end = () => {
    dragged.current = undefined;
  };
  const key = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ...(isFlat
        ? { ArrowUp: STEP, ArrowDown: -STEP }
        : { ArrowRight: STEP * growth, ArrowLeft: -STEP * growth }),
      Home: min - value,
      End: max - value,
    };
    const change = steps[event.key];
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
      aria-orientation={isFlat ? 'horizontal' : 'vertical'}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      className={`sb-split sb-split-${isFlat ? 'flat' : 'upright'}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { from: place(event), value };
      }}
      onPointerMove={(event) => {
        if (dragged.current) set(dragged.current.value + growth * (place(event) - dragged.current.from));
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={key}
    />
  );
}

export interface SplitPaneProps {
  readonly main: ReactNode;
  readonly panel: ReactNode;
  readonly label: string;
  readonly side: SplitterProps['side'];
  readonly size: number;
  readonly min: number;
  readonly max: number;
  onResize(size: number): void;
}

/** Two regions with a splitter between them; `size` is the panel's, in pixels. */
export function SplitPane({ main, panel, label, side, size, min, max, onResize }: SplitPaneProps) {
  const splitter = (
    <Splitter label={label} side={side} value={size} min={min} max={max} onChange={onResize} />
  );
  const held = (
    <div className="sb-split-panel" style={side === 'bottom' ? { height: size } : { width: size }}>
      {panel}
    </div>
  );
  return (
    <div className={`sb-split-pane sb-split-pane-${side}`}>
      {side === 'left' ? (
        <>
          {held}
          {splitter}
          <div className="sb-split-main">{main}</div>
        </>
      ) : (
        <>
          <div className="sb-split-main">{main}</div>
          {splitter}
          {held}
        </>
      )}
    </div>
  );
}
