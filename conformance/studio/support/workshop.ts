import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type PreviewServer, preview } from 'vite';

/** A room's workshop page, with nothing but made-up data behind it. */
export interface Workshop {
  /** The page's address: `show=test`. */
  url(query?: string): string;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../packages/studio', import.meta.url));

/**
 * Builds a page of packages/studio/workshop as the studio is built, with React's own warnings in it, and serves it on a free
 * port. Built, since each test opens it with nothing cached, and a page of a thousand modules takes seconds to load.
 */
export const openWorkshop = async (room: 'canvas' | 'executions' | 'nodes'): Promise<Workshop> => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-workshop-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const settings = { root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error' } as const;
  let server: PreviewServer;
  try {
    await build({
      ...settings,
      mode: 'development',
      define: { 'process.env.NODE_ENV': '"development"' },
      build: {
        outDir: folder,
        minify: false,
        rolldownOptions: { input: join(ROOT, 'workshop', `${room}.html`) },
      },
    });
    server = await preview({
      ...settings,
      build: { outDir: folder },
      preview: { host: '127.0.0.1', port: 0, proxy: {} },
    });
  } catch (error) {
    remove();
    throw error;
  }
  const { origin } = new URL(server.resolvedUrls!.local[0]!);
  return {
    url: (query = '') => `${origin}/studio/workshop/${room}.html?${query}`,
    async close() {
      await server.close();
      remove();
    },
  };
};
