import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createGzip } from 'node:zlib';
import { build } from 'vite';

const studio = new URL('../../../packages/studio', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface BarePage {
  /** React Flow alone with so many boxes, behind a button named Open. */
  url(nodes: number): string;
  /** The Data panel of a run whose output is a text of 50 MB, without a server. */
  readonly valueUrl: string;
  /** A page with nothing on it. */
  readonly emptyUrl: string;
  close(): Promise<void>;
}

/** Builds the page of React Flow alone, and that of the value, as they would be shipped; serves them compressed on a free port. */
export const openBarePage = async (): Promise<BarePage> => {
  const folder = await mkdtemp(join(tmpdir(), 'streambed-bench-bare-'));
  // One after the other: built together, the page of React Flow alone would load what the other one needs.
  for (const page of ['bare-canvas', 'executions'])
    await build({
      root: studio,
      configFile: join(studio, 'vite.config.ts'),
      base: `/${page}/`,
      logLevel: 'error',
      build: {
        outDir: join(folder, page),
        emptyOutDir: true,
        rolldownOptions: { input: join(studio, `workshop/${page}.html`) },
      },
    });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bench');
    if (pathname === '/empty') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Empty</title>');
      return;
    }
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream');
    response.setHeader('content-encoding', 'gzip');
    createReadStream(join(folder, pathname))
      .on('error', () => response.writeHead(404).end())
      .pipe(createGzip())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: (nodes) => `${origin}/bare-canvas/workshop/bare-canvas.html?nodes=${nodes}`,
    valueUrl: `${origin}/executions/workshop/executions.html?show=data&script=large&speed=100&start`,
    emptyUrl: `${origin}/empty`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
