import type { FieldAddress } from '../../editor/index.ts';
import { openSectionsAround } from '../fields/section.tsx';

/** What the cursor is put into, best first: where one types or chooses, then what is pressed; never a field's help. */
const CONTROLS = [
  'input:not([disabled]), textarea:not([disabled]), select, [contenteditable="true"], [role="textbox"]',
  'button:not([disabled], [aria-label^="Info"])',
  '[tabindex="0"]:not([aria-label^="Info"])',
] as const;

const controlOf = (field: HTMLElement): HTMLElement | undefined => {
  for (const control of CONTROLS) {
    const found = field.matches(control) ? field : field.querySelector<HTMLElement>(control);
    if (found) return found;
  }
  return undefined;
};

/** The field of the address, else the nearest one around it, else the first below it. */
export const fieldElement = (root: ParentNode, address: FieldAddress): HTMLElement | undefined => {
  const fields = [...root.querySelectorAll<HTMLElement>('[data-field]')];
  const of = (element: HTMLElement) => element.dataset.field ?? '';
  const exact = fields.find((element) => of(element) === address);
  if (exact) return exact;
  const around = fields
    .filter((element) => address.startsWith(`${of(element)}.`) || address.startsWith(`${of(element)}[`))
    .sort((a, b) => of(b).length - of(a).length)[0];
  if (around) return around;
  return fields.find(
    (element) => of(element).startsWith(`${address}.`) || of(element).startsWith(`${address}:`),
  );
};

/** Frames to wait for a form that is still being put together. */
const PATIENCE = 30;

/** Opens, scrolls to and focuses the field, as soon as it is there and as long as it `isWanted`. The answer gives up. */
export const leadTo = (root: HTMLElement, address: FieldAddress, isWanted: () => boolean): (() => void) => {
  let frame = 0;
  let left = PATIENCE;
  const look = () => {
    if (!isWanted()) return;
    const field = fieldElement(root, address);
    if (!field) {
      if (left-- > 0) frame = requestAnimationFrame(look);
      return;
    }
    openSectionsAround(field);
    frame = requestAnimationFrame(() => {
      const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
      field.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' });
      controlOf(field)?.focus({ preventScroll: true });
    });
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
};
