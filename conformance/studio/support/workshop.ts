import type { AddressInfo } from 'node:net';
import { createServer, type ViteDevServer } from 'vite';

/** A room's workshop page, as the studio's own Vite serves it, with nothing but made-up data behind it. */
export interface Workshop {
  /** The address of a workshop page: `executions` with `show=test`. */
  url(room: string, query?: string): string;
  close(): Promise<void>;
}

const ROOT = new URL('../../../packages/studio', import.meta.url).pathname;

/** Serves packages/studio/workshop on a free port. What the pages do not have themselves is not there. */
export const openWorkshop = async (): Promise<Workshop> => {
  const server: ViteDevServer = await createServer({
    root: ROOT,
    configFile: `${ROOT}/vite.config.ts`,
    logLevel: 'error',
    clearScreen: false,
    // Nobody edits while a test runs; a page that reloads itself would only confuse it.
    server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false, watch: null, proxy: {} },
  });
  await server.listen();
  const { port } = server.httpServer!.address() as AddressInfo;
  return {
    url: (room, query = '') => `http://127.0.0.1:${port}/studio/workshop/${room}.html?${query}`,
    close: () => server.close(),
  };
};
