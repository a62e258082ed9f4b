import type { ReactNode } from 'react';
import './tool-button.css';

export interface ToolButtonProps {
  readonly children: ReactNode;
  onClick(): void;
  /** The name, where the text on it says too little. */
  readonly label?: string;
  /** Why it cannot be pressed now: said, and shown on hover. */
  readonly unavailable?: string | undefined;
  readonly isPressed?: boolean;
  readonly isExpanded?: boolean;
  readonly isMono?: boolean;
  readonly className?: string;
}

/** A quiet button for rows of fields, 24 px high. */
export function ToolButton({
  children,
  onClick,
  label,
  unavailable,
  isPressed,
  isExpanded,
  isMono = false,
  className = '',
}: ToolButtonProps) {
  return (
    <button
      type="button"
      className={`sb-tool ${isMono ? 'sb-tool-mono' : ''} ${className}`}
      aria-label={label}
      title={unavailable ?? label}
      aria-disabled={unavailable === undefined ? undefined : true}
      aria-pressed={isPressed}
      aria-expanded={isExpanded}
      onClick={unavailable === undefined ? onClick : undefined}
    >
      {children}
    </button>
  );
}
