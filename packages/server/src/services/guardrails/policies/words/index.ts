export { createWordPolicy } from './create-word-policy.ts';
