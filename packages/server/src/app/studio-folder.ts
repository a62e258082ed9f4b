import { fileURLToPath } from 'node:url';

const built = new URL('../../../studio/dist/', import.meta.url);

/** Where the built studio lies: in a checkout what `npm run build:studio` wrote, in the published package a copy. */
export const studioFolder: string = fileURLToPath(built);
