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
  /** Until it is dismissed. */
  readonly stays: boolean;
}

const LIFE = 6_000;
const MOST = 3;

const toasts = createStore<{ readonly shown: readonly Toast[] }>(() => ({ shown: [] }));
let next = 1;

const dismiss = (id: number): void =>
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }));

const add = (toast: Omit<Toast, 'id'>): (() => void) => {
  const id = next++;
  toasts.setState(({ shown }) => {
    const all = [...shown, { id, ...toast }];
    const passing = all.filter(({ stays }) => !stays);
    const isTooMuch = new Set(passing.slice(0, -MOST));
    return { shown: all.filter((each) => !isTooMuch.has(each)) };
  });
  return () => dismiss(id);
};

/**
 * A message that goes away by itself, never the only copy of what it says. Gives what takes it away before, when it is no
 * longer so.
 */
export const showToast = (text: string, action?: ToastAction, type: Toast['type'] = 'info'): (() => void) =>
  add({ text, type, action, stays: false });

/** A message that is said nowhere else, a line for each remark: it stays until it is dismissed, and can be copied. */
export const showNotice = (text: string): void => {
  add({ text, type: 'warning', action: undefined, stays: true });
};

/** Where toasts appear, once on a page. Those that go wait while the pointer or the focus is on them. */
export function Toasts() {
  const { shown } = useStore(toasts);
  const [isWaiting, setWaiting] = useState(false);
  const oldest = shown.find(({ stays }) => !stays)?.id;
  useEffect(() => {
    if (oldest === undefined || isWaiting) return;
    const timer = setTimeout(() => dismiss(oldest), LIFE);
    return () => clearTimeout(timer);
  }, [oldest, isWaiting]);
  const items = shown.map(
    ({ id, text, type, action, stays }): FlashbarProps.MessageDefinition => ({
      id: String(id),
      type,
      content: stays ? <Lines text={text} /> : text,
      dismissible: true,
      dismissLabel: componentMessages.toasts.dismiss,
      statusIconAriaLabel: type,
      ariaRole: type === 'error' ? 'alert' : 'status',
      onDismiss: () => dismiss(id),
      ...(stays && {
        action: <Copy text={text} />,
      }),
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

/** What may be a long list: it scrolls, by the keyboard too. */
const Lines = ({ text }: { readonly text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached
  <section className="sb-toast-lines" aria-label={componentMessages.toasts.notice} tabIndex={0}>
    {text}
  </section>
);

/** Says on itself what became of it; the next thing that is pointed at may be anything. */
const Copy = ({ text }: { readonly text: string }) => {
  const [label, setLabel] = useState<string>(componentMessages.toasts.copy);
  return (
    <Button
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => setLabel(componentMessages.copied),
          () => setLabel(componentMessages.copyFailed),
        )
      }
    >
      {label}
    </Button>
  );
};
