import { useEffect } from 'react';

const TABBABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** What had the focus last in each region; a region that is gone takes its memory along. */
const last = new WeakMap<Element, HTMLElement>();

/**
 * The regions of the page in order: the bar, the navigation, then the parts of the page, or the page where it has none.
 * One that says `data-region="last"` comes after the others.
 */
const regionsOf = (root: ParentNode): readonly HTMLElement[] => {
  const all = [
    ...root.querySelectorAll<HTMLElement>('header[aria-label], nav[aria-label], main, section[aria-label]'),
  ];
  const regions = all.filter((region) => {
    if (!region.checkVisibility()) return false;
    if (region.localName === 'main') return region.querySelector('section[aria-label]') === null;
    const around =
      region.localName === 'nav'
        ? 'main, section[aria-label], header[aria-label]'
        : 'section[aria-label], header[aria-label]';
    return region.parentElement?.closest(around) === null;
  });
  const isLast = ({ dataset }: HTMLElement) => Number(dataset.region === 'last');
  return regions.toSorted((one, other) => isLast(one) - isLast(other));
};

/** Moves the focus to the next region (`1`) or the one before (`-1`), to where it was there last. */
export const cycleRegions = (direction: 1 | -1, root: ParentNode = document): void => {
  const regions = regionsOf(root);
  const active = document.activeElement as HTMLElement | null;
  const at = regions.findIndex((region) => region.contains(active));
  const here = regions[at];
  if (here && active) last.set(here, active);
  const from = at === -1 && direction === -1 ? 0 : at;
  const target = regions[(from + direction + regions.length) % regions.length];
  if (!target) return;
  const remembered = last.get(target);
  const first =
    target.querySelector<HTMLElement>('[role="application"]') ??
    // A splitter at the edge is not what one comes for.
    [...target.querySelectorAll<HTMLElement>(TABBABLE)].find(
      (element) => element.checkVisibility() && element.getAttribute('role') !== 'separator',
    );
  const goal = remembered?.isConnected && target.contains(remembered) ? remembered : (first ?? target);
  if (goal === target && !target.hasAttribute('tabindex')) target.tabIndex = -1;
  goal.focus();
};

/** F6 and Shift+F6, with Ctrl too where the browser keeps the plain key, walk the regions. Once on a page. */
export const useRegionKeys = (): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.altKey || event.metaKey) return;
      // Dialogs keep the focus.
      if (document.querySelector('dialog[open], [role="dialog"]')) return;
      event.preventDefault();
      cycleRegions(event.shiftKey ? -1 : 1);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
};
