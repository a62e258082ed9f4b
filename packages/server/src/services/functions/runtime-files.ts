import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

// Child processes are started with these files; the build copies them beside each other.

/** The runtime of functions in Node. */
export const nodeBootstrap = fileURLToPath(new URL('./bootstrap-node.mjs', import.meta.url));

/** The runtime of functions in Python. */
export const pythonBootstrap = fileURLToPath(new URL('./bootstrap.py', import.meta.url));

/** Where the runtimes lie, with no slash at its end: LAMBDA_RUNTIME_DIR. */
export const runtimeFolder = dirname(nodeBootstrap);
