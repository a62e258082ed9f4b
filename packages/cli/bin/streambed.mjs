#!/usr/bin/env node
// Plain JavaScript, so that the type stripper need not be loaded when everything behind comes from the compile cache,
// and without imports that an older Node does not know, so that it can be told.
import { mkdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const NEEDED = 26;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `Streambed needs Node ${NEEDED} or later, and this is ${process.version}. Get it from https://nodejs.org.\n`,
  );
  process.exitCode = 1;
} else {
  // The user's own cache folder: Node's default is shared by all users of the machine, and what it holds is run.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const cache = process.env.NODE_COMPILE_CACHE ?? join(caches, 'streambed', 'compile');
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
  } catch {
    // No cache then, which only costs time.
  }
  nodeModule.enableCompileCache(cache);
  const { runCommandLine } = await import('../src/command-line.ts');
  await runCommandLine(process.argv);
}
