/** The policies that are carried out here, by their member in an assessment, as a sentence names them. */
export const CHECKED_POLICIES = {
  topicPolicy: 'denied topics',
  contentPolicy: 'content filters',
  wordPolicy: 'word filters',
  sensitiveInformationPolicy: 'sensitive information filters',
  contextualGroundingPolicy: 'contextual grounding',
} as const;

export type PolicyName = keyof typeof CHECKED_POLICIES;
