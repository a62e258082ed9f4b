import { afterPaint } from '../../components/index.ts';

/** Fetches the editor while somebody looks for the flow to open. What does not come is asked for again when one is opened. */
export const fetchEditor = async (): Promise<void> => {
  await afterPaint();
  await import('./editor-page.tsx').catch(() => undefined);
};
