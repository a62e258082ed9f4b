import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useEffect, useRef, useState } from 'react';
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

/** Milliseconds: for a short message, and for each character of a long one. */
const LIFE = 6_000;
const READING = 80;
const MOST = 3;

const toasts = createStore<{ readonly shown: readonly Toast[] }>(() => ({ shown: [] }));
let next = 1;

const dismiss = (id: number): void =>
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }));

const add = (toast: Omit<Toast, 'id'>): (() => void) => {
  const id = next++;
  toasts.setState(({ shown }) => {
    // An error that comes again is one error.
    const others = shown.filter(({ stays, text }) => !(stays && text === toast.text));
    const all = [...others, { id, ...toast }];
    const passing = all.filter(({ stays }) => !stays);
    const isTooMuch = new Set(passing.slice(0, -MOST));
    return { shown: all.filter((each) => !isTooMuch.has(each)) };
  });
  return () => dismiss(id);
};

/**
 * A message that goes away by itself, never the only copy of what it says; an error may be that, and stays until it is
 * dismissed. Gives what takes it away before, when it is no longer so.
 */
export const showToast = (text: string, action?: ToastAction, type: Toast['type'] = 'info'): (() => void) =>
  add({ text, type, action, stays: type === 'error' });

/** A message that is said nowhere else, a line for each remark: it stays until it is dismissed, and can be copied. */
export const showNotice = (text: string): void => {
  add({ text, type: 'warning', action: undefined, stays: true });
};

/**
 * Where toasts appear, once on a page. Those that go wait while the pointer or the focus is on them; the focus of one that
 * is gone goes back to where it came from.
 */
export function Toasts() {
  const { shown } = useStore(toasts);
  const [isPointedAt, setPointedAt] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const isWaiting = isPointedAt || hasFocus;
  const before = useRef<EventTarget>(null);
  const root = useRef<HTMLDivElement>(null);
  const passing = shown.find(({ stays }) => !stays);
  const oldest = passing?.id;
  const life = Math.max(LIFE, (passing?.text.length ?? 0) * READING);
  useEffect(() => {
    if (oldest === undefined || isWaiting) return;
    const timer = setTimeout(() => dismiss(oldest), life);
    return () => clearTimeout(timer);
  }, [oldest, life, isWaiting]);
  // What is gone hears of no pointer and no focus that leave it.
  useEffect(() => {
    if (shown.length === 0) setPointedAt(false);
    if (!hasFocus || root.current?.contains(document.activeElement)) return;
    setFocus(false);
    if (document.activeElement !== document.body) return;
    const back = before.current;
    const page = document.querySelector<HTMLElement>('#main');
    (back instanceof HTMLElement && back.isConnected ? back : page)?.focus({ preventScroll: true });
  }, [shown, hasFocus]);
  const items = shown.map(
    ({ id, text, type, action, stays }): FlashbarProps.MessageDefinition => ({
      id: String(id),
      type,
      content: stays && type === 'warning' ? <Lines text={text} /> : text,
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
      onPointerEnter={() => setPointedAt(true)}
      onPointerLeave={() => setPointedAt(false)}
      ref={root}
      onFocus={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) before.current = relatedTarget;
        setFocus(true);
      }}
      onBlur={({ currentTarget, relatedTarget }) => setFocus(currentTarget.contains(relatedTarget))}
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
