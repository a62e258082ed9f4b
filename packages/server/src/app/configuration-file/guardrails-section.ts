import {
  DEFAULT_GUARDRAILS_CONFIGURATION,
  type GuardrailsConfiguration,
} from '../../services/guardrails/configuration.ts';
import type { Section } from './section.ts';
import { MODES, readBedrock, readRoutes } from './services-sections.ts';

/** The section `guardrails`; without it, what holds by itself. */
export function readGuardrails(section: Section | undefined): GuardrailsConfiguration {
  const defaults = DEFAULT_GUARDRAILS_CONFIGURATION;
  if (!section) return defaults;
  const judge = section.section('judge');
  const modelId = judge?.text('model', 'the id of a model, as a flow names it');
  if (judge && !judge.has('model')) judge.problem(undefined, 'needs a model');
  judge?.end();
  const aws = section.section('aws');
  const configuration: GuardrailsConfiguration = {
    mode: section.oneOf('mode', MODES) ?? defaults.mode,
    routes: readRoutes(section, 'guardrail') ?? defaults.routes,
    ...(modelId !== undefined && { judge: { modelId } }),
    aws: aws ? readBedrock(aws) : defaults.aws,
  };
  section.end();
  return configuration;
}
