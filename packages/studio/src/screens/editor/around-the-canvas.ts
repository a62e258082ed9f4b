import { afterPaint } from '../../components/index.ts';

/*
 * The parts of the editor that the canvas does not need: fetched one by one, so that it is seen and answers first. All of
 * them are fetched when it stands, since a server that is gone later cannot send them any more.
 */
export const inspector = async () => {
  await afterPaint();
  return import('../../nodes/inspector/inspector.tsx');
};
export const searchBar = () => import('./search-bar.tsx');
export const outline = () => import('../../canvas/outline/outline.tsx');
export const layout = () => import('../../canvas/layout/dagre-layout.ts');
export const testPanel = () => import('../../executions/test/test-panel.tsx');
export const timeline = () => import('../../executions/timeline/timeline.tsx');
export const dataPanel = () => import('../../executions/data/data-panel.tsx');
export const problemsPanel = () => import('./problems-panel.tsx');
export const jsonPanel = () => import('./json-panel.tsx');
export const conflictDialog = () => import('./conflict-dialog.tsx');
export const merging = () => import('../../document/saving/merge-definitions.ts');
let rules: Promise<typeof import('../../document/problems/problems-of.ts')> | undefined;
export const problems = () => {
  rules ??= afterPaint().then(() => import('../../document/problems/problems-of.ts'));
  // What did not come is asked for again.
  rules.catch(() => {
    rules = undefined;
  });
  return rules;
};

/** Fetches everything that a draft may still need. What does not come is asked for again where it is needed. */
export const fetchAhead = async (): Promise<void> => {
  await inspector().catch(() => undefined);
  for (const part of [
    searchBar,
    outline,
    problems,
    testPanel,
    timeline,
    dataPanel,
    problemsPanel,
    merging,
    conflictDialog,
    jsonPanel,
  ]) {
    await afterPaint();
    await part().catch(() => undefined);
  }
};
