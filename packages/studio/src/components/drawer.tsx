import Button from '@cloudscape-design/components/button';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { componentMessages } from '../messages/components.ts';
import './drawer.css';

export interface DrawerProps {
  readonly title: string;
  readonly closeLabel?: string;
  readonly children: ReactNode;
  /** Below, always in sight. */
  readonly foot?: ReactNode;
  onClose(): void;
}

/** All about one thing, over the page's right side. Esc, or a click beside it, closes it and gives the focus back. */
export function Drawer({
  title,
  closeLabel = componentMessages.close,
  children,
  foot,
  onClose,
}: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a dialog by itself
    <dialog
      ref={dialog}
      className="sb-drawer"
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <div className="sb-drawer-body">
        <div className="sb-drawer-head">
          <h2 id={id}>{title}</h2>
          <Button
            variant="icon"
            iconName="close"
            ariaLabel={closeLabel}
            onClick={() => dialog.current?.close()}
          />
        </div>
        {children}
      </div>
      {foot !== undefined && <div className="sb-drawer-foot">{foot}</div>}
    </dialog>
  );
}
