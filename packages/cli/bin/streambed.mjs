#!/usr/bin/env node
// Plain JavaScript, so that the type stripper need not be loaded when everything behind comes from the compile cache,
// and without imports that an older Node does not know, so that it can be told.
import * as nodeModule from 'node:module';

const NEEDED = 26;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `Streambed needs Node ${NEEDED} or later, and this is ${process.version}. Get it from https://nodejs.org.\n`,
  );
  process.exitCode = 1;
} else {
  // The cache stands in the folder that NODE_COMPILE_CACHE names, else in Node's own below the system's temporary folder.
  nodeModule.enableCompileCache();
  const { runCommandLine } = await import('../src/command-line.ts');
  await runCommandLine(process.argv);
}
