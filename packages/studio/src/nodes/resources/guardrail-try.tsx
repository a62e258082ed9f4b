import { ApplyGuardrailCommand, type GuardrailAssessment } from '@aws-sdk/client-bedrock-runtime';
import type { GuardrailConfiguration } from '@streambed/model/bedrock-agent';
import { useMutation } from '@tanstack/react-query';
import { failureOf, useApi } from '../../api/index.ts';
import { resourceMessages as words } from '../../messages/nodes.ts';
import { ToolButton } from '../fields/tool-button.tsx';
import '../expression/expression-editor.css';

/** A text that went through the node last, and which side of the model it stood on. */
export interface GuardedText {
  readonly source: 'INPUT' | 'OUTPUT';
  readonly text: string;
}

interface Verdict {
  readonly isBlocked: boolean;
  /** Policies that found something, in words. */
  readonly found: readonly string[];
  /** What goes on in place of the text. */
  readonly instead: string;
}

/** Every name or type of a finding below an assessment: topics, filters, words, kinds of personal data. */
export const findingsIn = (assessment: GuardrailAssessment): readonly string[] => {
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy, contextualGroundingPolicy } =
    assessment;
  const found = [
    ...(topicPolicy?.topics ?? []).map(({ name }) => name),
    ...(contentPolicy?.filters ?? []).map(({ type }) => type?.toLowerCase()),
    ...[...(wordPolicy?.customWords ?? []), ...(wordPolicy?.managedWordLists ?? [])].map(
      ({ match }) => match,
    ),
    ...(sensitiveInformationPolicy?.piiEntities ?? []).map(({ type }) => type?.toLowerCase()),
    ...(sensitiveInformationPolicy?.regexes ?? []).map(({ name }) => name),
    ...(contextualGroundingPolicy?.filters ?? [])
      .filter(({ action }) => action === 'BLOCKED')
      .map(({ type }) => type?.toLowerCase()),
  ];
  return [...new Set(found.filter((each) => each !== undefined))];
};

/** "Try on last text": what the guardrail makes of the text that the node had or gave last. */
export function GuardrailTry({
  guardrail: { guardrailIdentifier, guardrailVersion },
  text,
}: {
  readonly guardrail: GuardrailConfiguration;
  readonly text: GuardedText | undefined;
}) {
  const { bedrockRuntime } = useApi();
  const attempt = useMutation({
    async mutationFn(on: GuardedText): Promise<Verdict> {
      const client = await bedrockRuntime();
      const {
        action,
        outputs = [],
        assessments = [],
      } = await client.send(
        new ApplyGuardrailCommand({
          guardrailIdentifier,
          guardrailVersion,
          source: on.source,
          content: [{ text: { text: on.text } }],
        }),
      );
      return {
        isBlocked: action === 'GUARDRAIL_INTERVENED',
        found: assessments.flatMap(findingsIn),
        instead: outputs.map(({ text: part = '' }) => part).join('\n'),
      };
    },
  });
  const unavailable =
    guardrailVersion === undefined
      ? words.pickVersion
      : text === undefined
        ? words.noLastText
        : attempt.isPending
          ? words.testing
          : undefined;
  const { data } = attempt;
  return (
    <div className="sb-form sb-tight">
      <div className="sb-tools">
        <ToolButton unavailable={unavailable} onClick={() => text && attempt.mutate(text)}>
          {words.tryOnLast}
        </ToolButton>
        {text && <span className="sb-side-note">{words.lastText[text.source]}</span>}
      </div>
      <output className="sb-preview">
        {attempt.isError && (
          <span className="sb-preview-error">{words.testFailed(failureOf(attempt.error).message)}</span>
        )}
        {data && !data.isBlocked && <span>{words.passes}</span>}
        {data?.isBlocked && (
          <>
            <span className="sb-preview-error">{words.intervenes(data.found.join(', '))}</span>
            {data.instead !== '' && <span>{words.goesOnAs(data.instead)}</span>}
          </>
        )}
      </output>
    </div>
  );
}
