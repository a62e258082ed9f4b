import { type RefObject, useEffect, useRef } from 'react';

/**
 * For the field that a dialog is opened for. Cloudscape's dialogs give their close button the focus when they have
 * opened; this takes it from there, a frame later.
 */
export const useFocusSoon = <Field extends { focus(): void }>(): RefObject<Field | null> => {
  const field = useRef<Field>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return field;
};
