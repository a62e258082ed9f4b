import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compressFolder } from '../../../scripts/build/build-studio.ts';

/** A folder as the studio is built into, with little in it. */
export interface MadeUpStudio {
  readonly folder: string;
  /** Writes another page, as a new build does. */
  rebuild(title: string): void;
  remove(): void;
}

export const SCRIPT = 'assets/main-A1b2C3d4.js';
export const STYLE = 'assets/main-E5f6G7h8.css';

const page = (title: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <link rel="stylesheet" href="/studio/${STYLE}" />
    <script type="module" src="/studio/${SCRIPT}"></script>
  </head>
  <body><main>Loading</main></body>
</html>
`;

/** What a page may and may not do, tried; it tells what came of it in `document.title`. */
const script = `
const nonce = document.querySelector('meta[name="csp-nonce"]').content;
const add = (name, set) => {
  const element = document.createElement(name);
  set(element);
  document.head.append(element);
};
const colour = () => getComputedStyle(document.querySelector('main')).color;
const results = { sheet: colour() };
add('style', (style) => { style.textContent = 'main { color: rgb(1, 1, 1) }'; });
results.withoutNonce = colour();
add('style', (style) => { style.nonce = nonce; style.textContent = 'main { color: rgb(2, 2, 2) }'; });
results.withNonce = colour();
document.querySelector('main').style.color = 'rgb(3, 3, 3)';
results.byProperty = colour();
document.querySelector('main').setAttribute('style', 'color: rgb(4, 4, 4)');
results.byAttribute = colour();
try { add('script', (inline) => { inline.textContent = 'window.inlineRan = true'; }); } catch {}
results.inline = window.inlineRan ?? false;
try { results.evaluated = eval('1 + 1'); } catch { results.evaluated = 'refused'; }
try { document.querySelector('main').innerHTML = '<b>x</b>'; results.markup = 'made'; } catch { results.markup = 'refused'; }
try { new Worker('/studio/assets/main-A1b2C3d4.js'); results.worker = 'started'; } catch { results.worker = 'refused'; }
results.elsewhere = await fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused');
results.own = await fetch('/health').then((answer) => answer.status);
document.querySelector('main').textContent = JSON.stringify(results);
${'// Long enough to be worth compressing.\n'.repeat(50)}`;

export const makeUpStudio = async (): Promise<MadeUpStudio> => {
  const root = mkdtempSync(join(tmpdir(), 'streambed-made-up-studio-'));
  const folder = join(root, 'dist');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(root, 'outside.js'), 'outside');
  const write = (path: string, content: string) => writeFileSync(join(folder, path), content);
  write('index.html', page('First'));
  write(SCRIPT, script);
  write(STYLE, `main { color: rgb(9, 9, 9) }\n${'/* filled up */\n'.repeat(100)}`);
  write('mark.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  write(`${SCRIPT}.map`, '{"sources":["/home/somebody/main.ts"]}');
  write('.env', 'SECRET=1');
  symlinkSync(join(root, 'outside.js'), join(folder, 'assets', 'link-A1b2C3d4.js'));
  await compressFolder(folder);
  let builds = 0;
  return {
    folder,
    rebuild(title) {
      write('index.html', page(title));
      // Two builds within a tick of the file system's clock are two all the same.
      const time = Date.now() / 1000 + ++builds;
      utimesSync(join(folder, 'index.html'), time, time);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
