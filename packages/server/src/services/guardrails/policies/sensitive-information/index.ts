export { compileRegex } from './author-regex.ts';
export { createSensitiveInformationPolicy } from './create-sensitive-information-policy.ts';
