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
  { path: '/templates', load: async () => (await import('./templates/templates-page.tsx')).TemplatesPage },
];
