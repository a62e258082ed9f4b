import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Cloudscape's global stylesheet holds eight faces as data, 140 KB gzip; src/fonts.css has the two that are used. */
const withoutInlinedFonts: Plugin = {
  name: 'without-inlined-fonts',
  enforce: 'pre',
  transform: {
    filter: { id: /@cloudscape-design\/global-styles\/index\.css/ },
    handler: (css) => ({ code: css.replaceAll(/@font-face\s*\{[^}]*\}/g, ''), map: null }),
  },
};

/** Texts are measured in the fonts that they stay in: the page asks for both at once, so that nothing moves when they come. */
const withPreloadedFonts: Plugin = {
  name: 'with-preloaded-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/studio/${file}`, crossorigin: '' },
          injectTo: 'head' as const,
        })),
  },
};

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** What the editor's page imports before its canvas can be seen, modules by ID; collected at the first question. */
let needed: ReadonlySet<string> | undefined;
const neededByEditor = (modules: Modules): ReadonlySet<string> => {
  if (needed) return needed;
  const found = new Set([join(import.meta.dirname, 'src/screens/editor/editor-page.tsx')]);
  for (const id of found)
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  needed = found;
  return found;
};

/** Fetched when they are asked for, though an index names them. */
const LATER =
  /@cloudscape-design|packages\/model\/|src\/nodes\/(code|condition|editing|expression|fields|forms|inspector|json|prompt|resources|running|values)\/|document\/(problems|saving\/merg)|search-bar|changed-nodes/;

/** The editor comes in three files: the flow, which other pages show too, the canvas, and the page. */
const partOfEditor =
  (name: string, part: RegExp) =>
  (id: string, modules: Modules): string | null =>
    part.test(id) && !LATER.test(id) && neededByEditor(modules).has(id) ? name : null;

/** The studio is served by the server under /studio; in development Vite serves it and hands everything else on. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/studio/',
  plugins: [withoutInlinedFonts, withPreloadedFonts, react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few files: what every page has, what lists have, and what several of the other pages share.
        codeSplitting: {
          groups: [
            { name: 'shell', tags: ['$initial'], priority: 3 },
            {
              name: 'lists',
              test: /src\/(screens\/flows\/flows-page|components\/resource-table\/index)\.tsx?$/,
              priority: 2,
            },
            {
              name: partOfEditor(
                'flow',
                /src\/(document\/|nodes\/(node-|glyph)|messages\/(document|node-types))|packages\/flow\/src\/(expressions|nodes|ports)\/|\/(yjs|lib0)\//,
              ),
              priority: 1.7,
            },
            { name: partOfEditor('canvas', /src\/(canvas|messages\/canvas)|@xyflow|\/d3-/), priority: 1.6 },
            {
              name: partOfEditor(
                'editor',
                /src\/(screens\/editor|executions|editor|messages\/(editor|executions))/,
              ),
              priority: 1.5,
            },
            {
              name: 'shared',
              minShareCount: 2,
              entriesAware: true,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    port: 4700,
    strictPort: true,
    proxy: { '^/(?!studio)': { target: process.env.STREAMBED_URL ?? 'http://127.0.0.1:4600' } },
  },
});
