import { createStore } from 'zustand/vanilla';

/** Sizes of the editor's panels in pixels, as one person likes them on this device. */
export interface LayoutSizes {
  readonly inspectorWidth: number;
  readonly bottomHeight: number;
}

const KEY = 'streambed-editor-layout';
export const INSPECTOR = { min: 320, max: 640, usual: 400 };
export const BOTTOM = { min: 160, usual: 280 };

const read = (): LayoutSizes => {
  const usual = { inspectorWidth: INSPECTOR.usual, bottomHeight: BOTTOM.usual };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const number = (name: keyof LayoutSizes) => {
      const value = (kept as Partial<LayoutSizes> | null)?.[name];
      return typeof value === 'number' && Number.isFinite(value) ? value : usual[name];
    };
    return { inspectorWidth: number('inspectorWidth'), bottomHeight: number('bottomHeight') };
  } catch {
    return usual;
  }
};

/** Remembered on this device; a browser that keeps nothing starts with the usual sizes each time. */
export const layoutSizes = createStore<LayoutSizes>(read);

export const changeLayout = (change: Partial<LayoutSizes>): void => {
  layoutSizes.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(layoutSizes.getState()));
  } catch {
    // Nothing is lost but a liking.
  }
};
