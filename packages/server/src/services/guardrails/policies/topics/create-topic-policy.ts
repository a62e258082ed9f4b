import type { GuardrailTopic, GuardrailTopicPolicy } from '@streambed/model/bedrock';
import type {
  GuardrailContentSource,
  GuardrailTopic as GuardrailTopicAssessment,
} from '@streambed/model/bedrock-runtime';
import { inTurns, type Steps } from '../../../turns.ts';
import { actionFor, isEnabled, LEXICAL_SCORER } from '../check-settings.ts';
import type { Judge } from '../judge/judge.ts';
import { NOTHING_FOUND, type Policy, type PolicyInput, type PolicyResult } from '../policy.ts';
import { createTopicScorer, TOPIC_THRESHOLD, type TopicScorer } from './topic-scorer.ts';

/**
 * Denied topics. Every topic that a text is about is listed, under its action. With a judge the judge decides alone;
 * without one a text is about a topic from a score of TOPIC_THRESHOLD on.
 */
export function createTopicPolicy(policy: GuardrailTopicPolicy, judge?: Judge): Policy {
  const { topics } = policy;
  const enabled = {
    INPUT: topics.filter((topic) => isEnabled(topic, 'INPUT')),
    OUTPUT: topics.filter((topic) => isEnabled(topic, 'OUTPUT')),
  };
  if (judge) {
    const question = ({ name, definition, examples = [] }: GuardrailTopic) => ({
      name,
      definition,
      examples,
    });
    judge.askForTopics({ INPUT: enabled.INPUT.map(question), OUTPUT: enabled.OUTPUT.map(question) });
  }
  const scorers = judge
    ? undefined
    : { INPUT: createTopicScorer(enabled.INPUT), OUTPUT: createTopicScorer(enabled.OUTPUT) };
  return {
    check(input, call) {
      const { source } = input;
      if (enabled[source].length === 0 || input.texts.length === 0) return NOTHING_FOUND;
      if (judge)
        return judge.judge(input, call).then((verdict) =>
          resultOf(
            enabled[source].filter(({ name }) => verdict.topics.has(name)),
            source,
            judge.name,
          ),
        );
      return scorers ? inTurns(scored(enabled[source], scorers[source], input), call.signal) : NOTHING_FOUND;
    },
  };
}

function* scored(
  topics: readonly GuardrailTopic[],
  scorer: TopicScorer,
  { source, texts }: PolicyInput,
): Steps<PolicyResult> {
  const scores = yield* scorer.scoreInSteps(texts.join('\n\n'));
  return resultOf(
    topics.filter((_, index) => (scores[index] ?? 0) >= TOPIC_THRESHOLD),
    source,
    LEXICAL_SCORER,
  );
}

function resultOf(
  topics: readonly GuardrailTopic[],
  source: GuardrailContentSource,
  decidedBy: string,
): PolicyResult {
  if (topics.length === 0) return { ...NOTHING_FOUND, decidedBy };
  const found = topics.map(
    (topic): GuardrailTopicAssessment => ({
      name: topic.name,
      type: 'DENY',
      action: actionFor(topic, source),
      detected: true,
    }),
  );
  return {
    assessment: { topicPolicy: { topics: found } },
    blocked: found.some(({ action }) => action === 'BLOCKED'),
    masks: [],
    decidedBy,
  };
}
