import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { componentMessages } from '../messages/components.ts';
import './toasts.css';

export interface ToastAction {
  readonly label: string;
  run(): void;
}

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly type: 'info' | 'success' | 'warning' | 'error';
  readonly action: ToastAction | undefined;
}

const LIFE = 6_000;
const MOST = 3;

const toasts = createStore<{ readonly shown: readonly Toast[] }>(() => ({ shown: [] }));
let next = 1;

const dismiss = (id: number): void =>
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }));

/** A message that goes away by itself, never the only copy of what it says. */
export const showToast = (text: string, action?: ToastAction, type: Toast['type'] = 'info'): void => {
  const toast = { id: next++, text, type, action };
  toasts.setState(({ shown }) => ({ shown: [...shown, toast].slice(-MOST) }));
};

/** Where toasts appear, once on a page. They wait while the pointer or the focus is on them. */
export function Toasts() {
  const { shown } = useStore(toasts);
  const [isWaiting, setWaiting] = useState(false);
  const oldest = shown[0]?.id;
  useEffect(() => {
    if (oldest === undefined || isWaiting) return;
    const timer = setTimeout(() => dismiss(oldest), LIFE);
    return () => clearTimeout(timer);
  }, [oldest, isWaiting]);
  const items = shown.map(
    ({ id, text, type, action }): FlashbarProps.MessageDefinition => ({
      id: String(id),
      type,
      content: text,
      dismissible: true,
      dismissLabel: componentMessages.toasts.dismiss,
      statusIconAriaLabel: type,
      ariaRole: type === 'error' ? 'alert' : 'status',
      onDismiss: () => dismiss(id),
      ...(action && {
        action: (
          <Button
            onClick={() => {
              dismiss(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        ),
      }),
    }),
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, it only waits
    <div
      className="sb-toasts"
      onPointerEnter={() => setWaiting(true)}
      onPointerLeave={() => setWaiting(false)}
      onFocus={() => setWaiting(true)}
      onBlur={() => setWaiting(false)}
    >
      {items.length > 0 && (
        <section aria-label={componentMessages.toasts.region}>
          <Flashbar items={items} />
        </section>
      )}
    </div>
  );
}
