import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = [
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const isThere = async (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const find = async (): Promise<string | undefined> => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE];
  for (const candidate of candidates) if (await isThere(candidate)) return candidate;
  return undefined;
};

/** Debian's and Alpine's packages; only root may install them. */
const install = async (): Promise<void> => {
  if (process.getuid?.() !== 0) return;
  const options = { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (await isThere('/usr/bin/apt-get')) {
    await run('apt-get', ['update', '-q'], { ...options, env: environment }).catch(() => undefined);
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], {
      ...options,
      env: environment,
    });
  } else if (await isThere('/sbin/apk')) await run('apk', ['add', '--no-cache', 'chromium'], options);
};

/**
 * The path of a Chromium: STREAMBED_CHROMIUM, else one that this machine has, else, as root, one from the system's
 * packages. Throws with the way out when there is none: the studio's tests are not skipped in silence.
 */
export const findChromium = async (): Promise<string> => {
  const named = process.env.STREAMBED_CHROMIUM;
  if (named !== undefined) {
    if (await isThere(named)) return named;
    throw new Error(`STREAMBED_CHROMIUM names ${named}, which is not there or cannot be run.`);
  }
  const found = await find();
  if (found !== undefined) return found;
  let reason = '';
  await install().catch((error: Error) => {
    reason = ` Installing it failed: ${error.message.split('\n')[0]}`;
  });
  const installed = await find();
  if (installed !== undefined) return installed;
  throw new Error(
    `The studio's tests need a Chromium. Install the package chromium (or Google Chrome), or name one in STREAMBED_CHROMIUM.${reason}`,
  );
};
