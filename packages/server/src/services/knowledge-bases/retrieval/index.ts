export { type RetrieveWorld, retrieve } from './retrieve.ts';
