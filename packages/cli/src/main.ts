#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded, so that all of it comes from the cache at the second start. It stands in the folder
// that NODE_COMPILE_CACHE names, else in Node's own below the system's temporary folder.
enableCompileCache();

const { runCommandLine } = await import('./command-line.ts');
await runCommandLine(process.argv);
