import type { GuardrailAssessment, GuardrailContentSource } from '@streambed/model/bedrock-runtime';
import type { GuardrailPolicies } from '../../store/index.ts';
import { isEnabled } from './usage.ts';

/**
 * An assessment in the output scope FULL: what was looked for and not found is listed too, with `detected` false:
 * topics, content filters and kinds of personal data. Words and regexes are not, as in the cloud.
 */
export function fullAssessment(
  found: GuardrailAssessment,
  policies: GuardrailPolicies,
  source: GuardrailContentSource,
): GuardrailAssessment {
  const { topicPolicy, contentPolicy, sensitiveInformationPolicy: sensitive } = policies;
  const topics = topicPolicy?.topics.filter((topic) => isEnabled(topic, source)) ?? [];
  const filters = contentPolicy?.filters?.filter((filter) => isEnabled(filter, source)) ?? [];
  const entities = sensitive?.piiEntities?.filter((entity) => isEnabled(entity, source)) ?? [];
  const foundTopics = found.topicPolicy?.topics ?? [];
  const foundFilters = found.contentPolicy?.filters ?? [];
  const foundEntities = found.sensitiveInformationPolicy?.piiEntities ?? [];
  return {
    ...found,
    ...(topics.length > 0 && {
      topicPolicy: {
        topics: [
          ...foundTopics,
          ...topics
            .filter(({ name }) => !foundTopics.some((one) => one.name === name))
            .map(({ name }) => ({ name, type: 'DENY', action: 'NONE', detected: false }) as const),
        ],
      },
    }),
    ...(filters.length > 0 && {
      contentPolicy: {
        filters: [
          ...foundFilters,
          ...filters
            .filter(({ type }) => !foundFilters.some((one) => one.type === type))
            .map(
              ({ type, inputStrength, outputStrength }) =>
                ({
                  type,
                  confidence: 'NONE',
                  filterStrength: source === 'INPUT' ? inputStrength : outputStrength,
                  action: 'NONE',
                  detected: false,
                }) as const,
            ),
        ],
      },
    }),
    ...(entities.length > 0 && {
      sensitiveInformationPolicy: {
        regexes: found.sensitiveInformationPolicy?.regexes ?? [],
        piiEntities: [
          ...foundEntities,
          ...entities
            .filter(({ type }) => !foundEntities.some((one) => one.type === type))
            .map(({ type }) => ({ match: '', type, action: 'NONE', detected: false }) as const),
        ],
      },
    }),
  };
}
