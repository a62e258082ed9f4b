import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './small-button.css';

/** A button for toolbars inside panels, 24 px high. `icon` is a path in a 16 px square. */
export function SmallButton({
  icon,
  children,
  label,
  unavailable,
  onClick,
  ...rest
}: Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'disabled'> & {
  icon?: string;
  children?: ReactNode;
  /** Needed where there is only an icon. */
  label?: string;
  /** Why it cannot be pressed now; said, and shown on hover. */
  unavailable?: string | undefined;
}) {
  return (
    <button
      {...rest}
      type="button"
      className="sb-small-button"
      aria-label={label}
      title={unavailable ?? label}
      aria-disabled={unavailable === undefined ? undefined : true}
      onClick={unavailable === undefined ? onClick : undefined}
    >
      {icon !== undefined && (
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d={icon} />
        </svg>
      )}
      {children}
    </button>
  );
}

export const ICONS = {
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  pin: 'M6 2h4M7 2v4L4.5 9h7L9 6V2M8 9v5',
  edit: 'M3 13l.7-2.8L10.5 3.4l2.1 2.1L5.8 12.3z',
  previous: 'M10 3L5 8l5 5',
  next: 'M6 3l5 5-5 5',
  zoomIn: 'M7 3a4 4 0 1 1 0 8a4 4 0 1 1 0-8M10 10l3.5 3.5M5 7h4M7 5v4',
  zoomOut: 'M7 3a4 4 0 1 1 0 8a4 4 0 1 1 0-8M10 10l3.5 3.5M5 7h4',
  fit: 'M2.5 4v8M13.5 4v8M4.5 8h7M6.5 6L4.5 8l2 2M9.5 6l2 2-2 2',
  close: 'M4 4l8 8M12 4l-8 8',
  expression: 'M5 3L2 8l3 5M11 3l3 5-3 5M9.5 3l-3 10',
  speak: 'M3 6.5v3h2l3 2.5V4L5 6.5zM10.5 6a3 3 0 0 1 0 4M12 4.5a5.5 5.5 0 0 1 0 7',
  download: 'M8 3v7M5 7.5L8 10.5l3-3M3 13h10',
} as const;
