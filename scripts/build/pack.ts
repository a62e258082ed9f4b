import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bundle, root } from './bundle.ts';
import { publishedPackage } from './manifest.ts';

export interface Packed {
  /** The tarball. */
  readonly path: string;
  /** What is in it, with `/`, relative to the package. */
  readonly files: readonly string[];
  /** Bytes of the tarball and of what it holds. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** Makes the tarball that `npm publish` takes, in `destination`. Rejects with npm's complaint when it has one. */
export const pack = async (bundle: Bundle, destination: string): Promise<Packed> => {
  const staging = mkdtempSync(join(tmpdir(), 'streambed-pack-'));
  try {
    cpSync(bundle.folder, join(staging, 'dist'), { recursive: true });
    copyFileSync(join(root, 'packages/cli/README.md'), join(staging, 'README.md'));
    copyFileSync(join(root, 'LICENSE'), join(staging, 'LICENSE'));
    const manifest = publishedPackage(bundle.libraries);
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    mkdirSync(destination, { recursive: true });
    const { stdout } = await promisify(execFile)(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
      { cwd: staging, shell: process.platform === 'win32' },
    );
    const [report] = JSON.parse(stdout) as PackReport[];
    if (!report) throw new Error(`npm pack told of no package: ${stdout}`);
    const { filename, files, size, unpackedSize } = report;
    return {
      path: join(destination, filename),
      files: files.map(({ path }) => path).sort(),
      size,
      unpackedSize,
    };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
};

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
  readonly size: number;
  readonly unpackedSize: number;
}
