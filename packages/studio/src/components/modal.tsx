import CloudscapeModal, { type ModalProps } from '@cloudscape-design/components/modal';
import { useEffect, useLayoutEffect, useRef } from 'react';

export type { ModalProps };

/**
 * Cloudscape's dialog, mounted while it is open. The focus goes back to what opened it, or to the page where that is gone,
 * as a row that was deleted is. A field that is to have the focus takes it by `useFocusSoon`: with `autoFocus` nobody
 * would know who had it before. Source: studio.md section 8.
 */
export function Modal(props: ModalProps) {
  const opener = useRef<Element>(null);
  useLayoutEffect(() => {
    opener.current = document.activeElement;
  }, []);
  useEffect(
    () => () => {
      const before = opener.current;
      requestAnimationFrame(() => {
        // Something else has taken it, or another dialog stands in this one's place.
        if (document.activeElement !== document.body) return;
        const page = document.querySelector<HTMLElement>('#main');
        const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
        (isThere ? before : page)?.focus({ preventScroll: !isThere });
      });
    },
    [],
  );
  return <CloudscapeModal {...props} />;
}
