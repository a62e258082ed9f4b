import { createElement } from 'react';
import { afterPaint, lazyPart } from '../../components/index.ts';
import { editorMessages } from '../../messages/editor.ts';

/*
 * The parts of the editor that the canvas does not need: fetched one by one, so that it is seen and answers first. All of
 * them are fetched when it stands, since a server that is gone later cannot send them any more.
 */
export const Inspector = lazyPart(async () => {
  await afterPaint();
  return (await import('../../nodes/inspector/inspector.tsx')).Inspector;
});
export const SearchBar = lazyPart(async () => (await import('./search-bar.tsx')).SearchBar);
export const Outline = lazyPart(async () => (await import('../../canvas/outline/outline.tsx')).Outline);
const loading = createElement('p', { className: 'sb-bottom-loading' }, editorMessages.json.loading);
export const TestPanel = lazyPart(
  async () => (await import('../../executions/test/test-panel.tsx')).TestPanel,
  loading,
);
export const Timeline = lazyPart(
  async () => (await import('../../executions/timeline/timeline.tsx')).Timeline,
  loading,
);
export const DataPanel = lazyPart(
  async () => (await import('../../executions/data/data-panel.tsx')).DataPanel,
  loading,
);
export const ProblemsPanel = lazyPart(
  async () => (await import('./problems-panel.tsx')).ProblemsPanel,
  loading,
);
export const JsonPanel = lazyPart(async () => (await import('./json-panel.tsx')).JsonPanel, loading);
export const ConflictDialog = lazyPart(async () => (await import('./conflict-dialog.tsx')).ConflictDialog);
export const layout = () => import('../../canvas/layout/dagre-layout.ts');
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
  await Inspector.fetch().catch(() => undefined);
  for (const part of [
    SearchBar.fetch,
    Outline.fetch,
    problems,
    TestPanel.fetch,
    Timeline.fetch,
    DataPanel.fetch,
    ProblemsPanel.fetch,
    merging,
    ConflictDialog.fetch,
    JsonPanel.fetch,
  ]) {
    await afterPaint();
    await part().catch(() => undefined);
  }
};
