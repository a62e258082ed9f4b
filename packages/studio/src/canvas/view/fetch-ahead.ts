import { afterPaint } from '../../components/index.ts';

/** What opens over the canvas; not needed to see it, and there before anybody has found what to press. */
export const popups = async () => {
  await afterPaint();
  return import('./popups.tsx');
};
