/**
 * Builds the package that is published: `npm run build` writes packages/cli/dist, `npm run pack` makes a tarball of it
 * in dist/. Why and how: docs/decisions/0001-build.md.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { addStudio, buildStudioIfStale } from './build/build-studio.ts';
import { bundle, root } from './build/bundle.ts';
import { pack } from './build/pack.ts';

const { values } = parseArgs({ options: { pack: { type: 'boolean', default: false } } });
await buildStudioIfStale();
const built = await addStudio(await bundle());
console.log(`${relative(root, built.folder)}: ${built.files.length} files`);
if (values.pack) {
  const { path, files, size, unpackedSize } = await pack(built, join(root, 'dist'));
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} KiB`;
  console.log(
    `${relative(root, path)}: ${files.length} files, ${kilobytes(size)}, ${kilobytes(unpackedSize)} unpacked`,
  );
}
