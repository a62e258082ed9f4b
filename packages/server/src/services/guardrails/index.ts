export { DEFAULT_GUARDRAILS_CONFIGURATION, type GuardrailsConfiguration } from './configuration.ts';
export { createGuardrails, type Guardrails, type GuardrailsWorld } from './create-guardrails.ts';
