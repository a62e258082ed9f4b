import type { ComponentType } from 'react';

/** One page: where it is, what brings its component, and how the shell holds it. */
export interface PageRoute {
  /** Below /studio, as react-router writes it. */
  readonly path: string;
  /** Loaded when the page is opened first. */
  load(): Promise<ComponentType>;
  /** The shell folds its navigation away and lets the page fill the rest. */
  readonly isEditor?: boolean;
}

/** Every page behind sign-in. Pages set their own title with `usePageTitle`. */
export const pages: readonly PageRoute[] = [
  { path: '/flows', load: async () => (await import('./flows/flows-page.tsx')).FlowsPage },
  {
    path: '/flows/:flowId/settings',
    load: async () => {
      const [{ inFlowFrame }, { FlowSettingsPage }] = await Promise.all([
        import('./editor/flow-frame.tsx'),
        import('./flow-settings/flow-settings-page.tsx'),
      ]);
      return inFlowFrame(FlowSettingsPage);
    },
    isEditor: true,
  },
  {
    path: '/flows/:flowId/runs',
    load: async () => {
      const [{ inFlowFrame }, { RunsPage }] = await Promise.all([
        import('./editor/flow-frame.tsx'),
        import('./flows/runs-page.tsx'),
      ]);
      return inFlowFrame(RunsPage);
    },
    isEditor: true,
  },
  { path: '/executions', load: async () => (await import('./flows/runs-page.tsx')).RunsPage },
  { path: '/welcome', load: async () => (await import('./welcome/welcome-page.tsx')).WelcomePage },
  { path: '/settings', load: async () => (await import('./settings/settings-page.tsx')).SettingsPage },
  { path: '/settings/:part', load: async () => (await import('./settings/settings-page.tsx')).SettingsPage },
  { path: '/templates', load: async () => (await import('./templates/templates-page.tsx')).TemplatesPage },
];
