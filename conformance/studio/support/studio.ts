import { BedrockAgentClient } from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type LocalServer, type LocalServerOptions, startLocalServer } from '../../support/local-server.ts';
import { launchBrowser, openPage, type WatchedPage } from './browser.ts';

/** A server with the studio, a browser, and the official client beside them to prepare and to check. */
export interface Studio {
  readonly server: LocalServer;
  readonly browser: Browser;
  readonly client: BedrockAgentClient;
  /** A page of a person who has signed in with the access key, at `/studio` and the path. */
  open(path?: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** Fails when a page that was opened has complained. */
  close(): Promise<void>;
}

export const openStudio = async (options: LocalServerOptions = {}): Promise<Studio> => {
  const server = await startLocalServer(options);
  const browser = await launchBrowser().catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  const pages: WatchedPage[] = [];
  const client = new BedrockAgentClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: server.credentials,
  });
  return {
    server,
    browser,
    client,
    async open(path = '/flows', contextOptions = {}) {
      const watched = await openPage(browser, server.url, contextOptions);
      pages.push(watched);
      await watched.context.addCookies([await sessionCookie(server)]);
      await watched.page.goto(`${server.url}/studio${path}`);
      // Signed in, or the shell would not be there.
      await watched.page.getByRole('banner', { name: 'Top bar' }).waitFor();
      return watched;
    },
    async close() {
      try {
        for (const page of pages) page.verify();
      } finally {
        client.destroy();
        await browser.close();
        await server.close();
      }
    },
  };
};

/**
 * The cookie of a session of its own, made with the access key as the form makes it; the form itself is tested where
 * signing in is.
 */
export const sessionCookie = async ({ url, credentials }: LocalServer) => {
  let cookie = '';
  await createStreambedClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: async () => credentials,
    fetch: async (...request) => {
      const response = await fetch(...request);
      cookie = response.headers.get('set-cookie') ?? '';
      return response;
    },
  }).createSession();
  const [pair = '', ...attributes] = cookie.split(';');
  const at = pair.indexOf('=');
  const path = attributes.find((each) => each.trim().startsWith('Path='))?.split('=')[1] ?? '/';
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    domain: new URL(url).hostname,
    path,
    httpOnly: true,
    sameSite: 'Strict' as const,
  };
};

/** Types an access key into the form, as a person does. */
export const signIn = async (
  page: Page,
  { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<void> => {
  await page.getByLabel('Access key ID').fill(accessKeyId);
  await page.getByLabel('Secret access key').fill(secretAccessKey);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/studio/sign-in'));
};
