import type { ComponentType } from 'react';

/** One page: where it is, what brings its component, and how the shell holds it. */
export interface PageRoute {
  /** Below /studio, as react-router writes it. */
  readonly path: string;
  /** Loaded when the page is opened first. */
  load(): Promise<ComponentType>;
  /** The shell folds its navigation away and lets the page fill the rest. */
  readonly isEditor?: boolean;
  /** The page gives the focus to a part of its own once it stands. */
  readonly takesFocus?: boolean;
}

/** A page about one flow, below the flow's own bar. */
const ofFlow =
  (page: () => Promise<ComponentType<{ readonly flowId: string }>>): PageRoute['load'] =>
  async () => {
    const [{ inFlowFrame }, Page] = await Promise.all([import('./editor/flow-frame.tsx'), page()]);
    return inFlowFrame(Page);
  };

/** Every page behind sign-in. Pages set their own title with `usePageTitle`. */
export const pages: readonly PageRoute[] = [
  { path: '/flows', load: async () => (await import('./flows/flows-page.tsx')).FlowsPage },
  {
    path: '/flows/:flowId',
    load: async () => (await import('./editor/editor-page.tsx')).EditorPage,
    isEditor: true,
    takesFocus: true,
  },
  {
    path: '/flows/:flowId/runs',
    load: ofFlow(async () => (await import('./runs/runs-page.tsx')).RunsPage),
    isEditor: true,
  },
  {
    path: '/flows/:flowId/versions',
    load: ofFlow(async () => (await import('./versions/versions-page.tsx')).VersionsPage),
    isEditor: true,
  },
  {
    path: '/flows/:flowId/settings',
    load: ofFlow(async () => (await import('./flow-settings/flow-settings-page.tsx')).FlowSettingsPage),
    isEditor: true,
  },
  { path: '/executions', load: async () => (await import('./runs/runs-page.tsx')).RunsPage },
  { path: '/runs/:runId', load: async () => (await import('./runs/run-page.tsx')).RunPage },
  { path: '/templates', load: async () => (await import('./templates/templates-page.tsx')).TemplatesPage },
  { path: '/welcome', load: async () => (await import('./welcome/welcome-page.tsx')).WelcomePage },
  { path: '/settings', load: async () => (await import('./settings/settings-page.tsx')).SettingsPage },
  { path: '/settings/:part', load: async () => (await import('./settings/settings-page.tsx')).SettingsPage },
  {
    path: '/flows/:flowId/compare/:range',
    load: ofFlow(async () => (await import('./compare/compare-page.tsx')).ComparePage),
    isEditor: true,
  },
  {
    path: '/flows/:flowId/export',
    load: ofFlow(async () => (await import('./exchange/export-page.tsx')).ExportPage),
    isEditor: true,
  },
  { path: '/import', load: async () => (await import('./exchange/import-page.tsx')).ImportPage },
  { path: '/flows/import', load: async () => (await import('./exchange/import-page.tsx')).ImportPage },
  { path: '/prompts', load: async () => (await import('./prompts/prompts-page.tsx')).PromptsPage },
  { path: '/prompts/:promptId', load: async () => (await import('./prompts/prompt-page.tsx')).PromptPage },
];
