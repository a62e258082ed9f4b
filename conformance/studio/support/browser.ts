import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { findChromium } from './chromium.ts';

/** A page that keeps account of what must not happen: a test ends with `verify`. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Complaints of the page so far: console errors, unhandled rejections, requests to other hosts. */
  readonly complaints: readonly string[];
  /**
   * Names a complaint that the test itself brings about: browsers log every answer with an error's status, and a test
   * that has the server say no cannot be without it. It must come, or `verify` fails.
   */
  expectComplaint(pattern: RegExp): void;
  /** Throws when the page complained of anything else, or not of what was expected. */
  verify(): void;
}

/** Root in a container has no user namespaces for Chromium's own sandbox. */
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findChromium(),
    args: [...sandbox, '--disable-dev-shm-usage', '--font-render-hinting=none'],
  });

/** Opens a page in a fresh profile. `url` is the origin that it may talk to; everything else counts as a complaint. */
export const openPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  return watchPage(await context.newPage(), url);
};

/** Keeps account of a page, as of a second tab of one person. `url` as for `openPage`. */
export const watchPage = (page: Page, url: string): WatchedPage => {
  const complaints: string[] = [];
  const { origin } = new URL(url);
  const expected: RegExp[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`unhandled: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const target = request.url();
    if (/^https?:/.test(target) && new URL(target).origin !== origin)
      complaints.push(`request to another host: ${target}`);
  });
  return {
    page,
    context: page.context(),
    complaints,
    expectComplaint(pattern) {
      expected.push(pattern);
    },
    verify() {
      const others = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
      if (others.length > 0) throw new Error(`The page complained:\n${others.join('\n')}`);
      const missing = expected.filter((pattern) => !complaints.some((complaint) => pattern.test(complaint)));
      if (missing.length > 0) throw new Error(`The page did not complain of ${missing.join(', ')}`);
    },
  };
};
