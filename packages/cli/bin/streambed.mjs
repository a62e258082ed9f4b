#!/usr/bin/env node
// Plain JavaScript, so that the type stripper need not be loaded when everything behind comes from the compile cache.
// The cache stands in the folder that NODE_COMPILE_CACHE names, else in Node's own below the system's temporary folder.
import { enableCompileCache } from 'node:module';

enableCompileCache();

const { runCommandLine } = await import('../src/command-line.ts');
await runCommandLine(process.argv);
