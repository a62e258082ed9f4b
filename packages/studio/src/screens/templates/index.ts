export { templates } from './catalog/index.ts';
export { Miniature } from './miniature.tsx';
export { putSamples } from './put-samples.ts';
export { type Need, TEMPLATE_MODEL, type Template, withModel } from './template.ts';
export { studioContentOf, useTemplate } from './use-template.ts';
