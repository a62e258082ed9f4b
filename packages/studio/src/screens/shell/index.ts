export { App } from './app.tsx';
export { usePageTitle } from './page-title.ts';
export { startTheme } from './theme.ts';
