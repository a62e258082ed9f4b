import { get } from 'node:http';
import type { CDPSession, Page } from 'playwright-core';
import type { Row } from './support/figures.ts';
import type { Part, Stage } from './support/stage.ts';

const KB = 1_000;

interface Transferred {
  readonly url: string;
  readonly type: string;
  bytes: number;
}

/** What a page fetches from now on, with the bytes that went over the wire. */
export const transfersOf = async (cdp: CDPSession): Promise<readonly Transferred[]> => {
  const list: Transferred[] = [];
  const byId = new Map<string, Transferred>();
  cdp.on('Network.responseReceived', ({ requestId, type, response }) => {
    const one = { url: response.url, type, bytes: 0 };
    byId.set(requestId, one);
    list.push(one);
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = byId.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  await cdp.send('Network.enable');
  return list;
};

export const sumOf = (list: readonly Transferred[], is: (one: Transferred) => boolean): number =>
  list.filter(is).reduce((sum, { bytes }) => sum + bytes, 0) / KB;

export const isScript = ({ url, type }: Transferred) => type === 'Script' || /\.js$/.test(url);
const isStyle = ({ type }: Transferred) => type === 'Stylesheet';
const isFont = ({ type }: Transferred) => type === 'Font';

/** The first row can be clicked, and for 500 ms no task was long: the time at which that began. Milliseconds. */
const usable = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let ready = 0;
        const look = () => {
          const link = document.querySelector('tbody a');
          if (ready === 0 && link) {
            const { x, y, width, height } = link.getBoundingClientRect();
            const hit = document.elementFromPoint(x + width / 2, y + height / 2);
            if (hit && (link === hit || link.contains(hit))) ready = performance.now();
          }
          if (ready > 0) {
            const busyUntil = Math.max(
              ready,
              ...benchWatch.tasks.map(({ start, duration }) => start + duration),
            );
            if (performance.now() - busyUntil > 500) {
              resolve(busyUntil);
              return;
            }
          }
          requestAnimationFrame(look);
        };
        look();
      }),
  );

interface Loaded {
  readonly usable: number;
  readonly second: number;
  readonly shifts: number;
  readonly transferred: readonly Transferred[];
}

const load = async (stage: Stage, isSlow: boolean): Promise<Loaded> => {
  const page = await stage.prepare();
  const cdp = await page.context().newCDPSession(page);
  if (isSlow) {
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 40,
      downloadThroughput: (20 * 1_000_000) / 8,
      uploadThroughput: (20 * 1_000_000) / 8,
    });
  }
  const transferred = await transfersOf(cdp);
  const url = `${stage.studio.server.url}/studio/flows`;
  await page.goto(url, { waitUntil: 'commit' });
  const first = await usable(page);
  const shifts = await page.evaluate(() => benchWatch.shifts);
  const once = [...transferred];
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  const second = await usable(page);
  await page.context().close();
  return { usable: first, second, shifts, transferred: once };
};

/** The same files with Brotli, which browsers ask for over https alone. */
const brotliOf = async (list: readonly Transferred[], is: (one: Transferred) => boolean): Promise<number> => {
  let sum = 0;
  for (const { url } of list.filter(is))
    sum += await new Promise<number>((resolve, reject) => {
      // fetch would unpack it and hide how much came.
      get(url, { headers: { 'accept-encoding': 'br' } }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => resolve(bytes));
      }).on('error', reject);
    });
  return sum / KB;
};

/** The list of flows in a cold profile. */
export const firstLoad: Part = {
  name: 'first-load',
  async measure(stage) {
    await stage.flow(40);
    const fast: Loaded[] = [];
    const slow: Loaded[] = [];
    const empty: number[] = [];
    for (let round = 0; round < stage.rounds; round++) {
      empty.push(await emptyPage(stage));
      fast.push(await load(stage, false));
      slow.push(await load(stage, true));
    }
    const files = fast[0]!.transferred;
    const of = (is: (one: Transferred) => boolean) => fast.map(({ transferred }) => sumOf(transferred, is));
    const rows: Row[] = [
      { what: 'first load of /flows: JavaScript, gzip', figures: of(isScript), budget: 500, unit: 'KB' },
      { what: '  Brotli', figures: [await brotliOf(files, isScript)], unit: 'KB' },
      { what: '  styles, gzip', figures: of(isStyle), budget: 110, unit: 'KB' },
      { what: '  Brotli', figures: [await brotliOf(files, isStyle)], unit: 'KB' },
      { what: '  fonts', figures: of(isFont), budget: 70, unit: 'KB' },
      {
        what: '  requests',
        figures: fast.map(({ transferred }) => transferred.length),
        budget: 25,
        unit: '',
      },
      {
        what: '  usable (bare page: an empty one)',
        figures: fast.map((each) => each.usable),
        bare: empty,
        budget: 1_500,
        unit: 'ms',
      },
      {
        what: '  usable at CPU ÷4, 20 Mbit/s, 40 ms',
        figures: slow.map((each) => each.usable),
        budget: 4_000,
        unit: 'ms',
      },
      {
        what: '  layout shift, thousandths',
        figures: [...fast, ...slow].map(({ shifts }) => shifts * 1_000),
        budget: 20,
        unit: '',
      },
      { what: '  second visit, usable', figures: fast.map((each) => each.second), budget: 600, unit: 'ms' },
    ];
    return rows;
  },
};

const emptyPage = async ({ browser, bare }: Stage): Promise<number> => {
  const page = await browser.newPage();
  await page.goto(bare.emptyUrl);
  const ms = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation');
    return entry!.duration;
  });
  await page.close();
  return ms;
};
