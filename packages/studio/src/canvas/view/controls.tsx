import { type KeyboardEvent, memo, type ReactNode, useRef, useState } from 'react';
import { keysNow, showKeys, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { tidy } from '../actions/editing.ts';
import { useCanvas, useCanvasState } from '../state/canvas-context.ts';
import './controls.css';
import { useZoom } from './use-zoom.ts';

const words = canvasMessages.controls;

const ICONS = {
  zoomIn: 'M8 3.5v9M3.5 8h9',
  zoomOut: 'M3.5 8h9',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  layout: 'M2 3h4v3H2ZM10 2h4v3h-4ZM10 7h4v3h-4ZM10 12h4v2.5h-4ZM6 4.5h2v9h2M8 8.5h2M8 3.5h2',
  lock: 'M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  unlock: 'M4 7.5h8v6H4ZM5.5 7.5V5a2.5 2.5 0 0 1 4.9-.7',
} as const;

/** Bottom left: one stop of the Tab key, arrows between the buttons. Everything here has a key of its own as well. */
export const Controls = memo(() => {
  const canvas = useCanvas();
  const access = useEditorState((state) => state.access);
  const isLocked = useCanvasState((state) => state.isLocked);
  const isReading = access.mode === 'readOnly';
  const root = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const walk = (event: KeyboardEvent) => {
    const buttons = [...(root.current?.querySelectorAll('button') ?? [])];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (at + step + buttons.length) % buttons.length;
    setAt(next);
    buttons[next]?.focus();
  };
  const buttons: ReactNode[] = [
    <Control
      key="out"
      icon="zoomOut"
      label={words.zoomOut}
      keys="-"
      command="zoomOut"
      onClick={() => canvas.zoomBy(1 / 1.25)}
    />,
    <ZoomText key="zoom" />,
    <Control
      key="in"
      icon="zoomIn"
      label={words.zoomIn}
      keys="+"
      command="zoomIn"
      onClick={() => canvas.zoomBy(1.25)}
    />,
    <Control key="fit" icon="fit" label={words.fit} keys="1" command="fit" onClick={() => canvas.fit()} />,
  ];
  if (!isReading)
    buttons.push(
      <Control
        key="layout"
        icon="layout"
        label={words.layout}
        keys="L"
        command="layout"
        onClick={() => void tidy(canvas)}
      />,
      <Control
        key="lock"
        icon={isLocked ? 'lock' : 'unlock'}
        label={isLocked ? words.unlock : words.lock}
        isPressed={isLocked}
        onClick={() => canvas.state.setState({ isLocked: !isLocked })}
      />,
    );
  return (
    <div
      ref={root}
      className="sb-controls"
      role="toolbar"
      aria-label={words.toolbar}
      onKeyDown={walk}
      tabIndex={-1}
    >
      {buttons}
    </div>
  );
});

const ZoomText = () => {
  const canvas = useCanvas();
  const zoom = useZoom();
  const percent = Math.round(zoom * 100);
  const label = words.zoom(percent);
  return (
    <button
      type="button"
      className="sb-control sb-control-zoom sb-figure"
      aria-label={label}
      title={withKeys(label, 'zoom100', '0')}
      onClick={() => canvas.zoomTo(1)}
    >
      {percent} %
    </button>
  );
};

const withKeys = (label: string, command: string, usual: string | undefined): string => {
  const [keys] = (usual && keysNow({ id: `canvas.${command}`, keys: [usual] })) || [];
  return keys === undefined ? label : `${label} (${showKeys(keys)})`;
};

const Control = ({
  icon,
  label,
  keys,
  command = '',
  isPressed,
  onClick,
}: {
  readonly icon: keyof typeof ICONS;
  readonly label: string;
  readonly keys?: string;
  /** Whose key it is, since people may choose another one. */
  readonly command?: string;
  readonly isPressed?: boolean;
  onClick(): void;
}) => (
  <button
    type="button"
    className="sb-control"
    aria-label={label}
    title={withKeys(label, command, keys)}
    {...(isPressed !== undefined && { 'aria-pressed': isPressed })}
    onClick={onClick}
  >
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[icon]} />
    </svg>
  </button>
);
