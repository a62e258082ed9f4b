import Input from '@cloudscape-design/components/input';
import type { PromptInferenceConfiguration } from '@streambed/model/bedrock-agent';
import { promptMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { limitsOf } from '../editing/limits.ts';
import { Field } from '../fields/field.tsx';
import { numberError, useNumberText } from '../fields/number-text.ts';
import { ParameterField } from '../fields/parameter-field.tsx';
import { TokenList } from '../fields/token-list.tsx';
import { ToolButton } from '../fields/tool-button.tsx';

const of = (member: string) => limitsOf('PromptModelInferenceConfiguration', member);
const TEMPERATURE = of('temperature');
const TOP_P = of('topP');
const MAX_TOKENS = of('maxTokens');
const { max: MOST_SEQUENCES = 4 } = of('stopSequences');
const SUGGESTIONS = [256, 1024, 4096] as const;
/** A rough measure that holds for European languages; only a bar is drawn from it. */
const CHARACTERS_PER_TOKEN = 4;

/** How a model answers. What is not set is not sent: the model's own default holds. */
export function Parameters({
  address,
  value,
  onChange,
  contextLength,
  promptLength,
}: {
  /** Of the PromptInferenceConfiguration. */
  readonly address: string;
  readonly value: PromptInferenceConfiguration | undefined;
  /** `path` from the configuration. */
  onChange(path: readonly string[], value: unknown, what: string, joins: string): void;
  /** Of the model, in tokens, where it is known. */
  readonly contextLength?: number | undefined;
  /** Characters of the rendered prompt, where they are known. */
  readonly promptLength?: number | undefined;
}) {
  const readOnly = useReadOnly() !== undefined;
  const { temperature, topP, maxTokens, stopSequences = [] } = value?.text ?? {};
  const set = (member: string, what: string) => (next: number | undefined) => {
    const others = Object.entries(value?.text ?? {}).some(
      ([key, each]) => key !== member && each !== undefined,
    );
    // An empty object would say that parameters are set where none is.
    if (next === undefined && !others) onChange([], undefined, what, member);
    else onChange(['text', member], next, what, member);
  };
  const [tokens, setTokens] = useNumberText(maxTokens, set('maxTokens', words.maxTokens));
  const used = promptLength === undefined ? undefined : Math.ceil(promptLength / CHARACTERS_PER_TOKEN);
  const left = contextLength === undefined ? undefined : contextLength - (used ?? 0);
  const both = temperature !== undefined && topP !== undefined ? words.bothSampling : undefined;
  return (
    <>
      <ParameterField
        address={`${address}.text.temperature`}
        label={words.temperature}
        help={words.temperatureHelp}
        example={words.temperatureExample}
        limits={TEMPERATURE}
        step={0.1}
        value={temperature}
        onChange={set('temperature', words.temperature)}
        unset={words.modelDefault}
        start={0.5}
      />
      <ParameterField
        address={`${address}.text.topP`}
        label={words.topP}
        help={words.topPHelp}
        example={words.topPExample}
        limits={TOP_P}
        step={0.05}
        value={topP}
        onChange={set('topP', words.topP)}
        unset={words.modelDefault}
        start={0.9}
        warning={both}
      />
      <Field
        address={`${address}.text.maxTokens`}
        label={words.maxTokens}
        help={words.maxTokensHelp}
        example={words.maxTokensExample}
        error={numberError(tokens, MAX_TOKENS, true)}
        warning={
          left !== undefined && maxTokens !== undefined && maxTokens > left
            ? words.modelAllows(Math.max(left, 0))
            : undefined
        }
      >
        <div className="sb-form sb-tight">
          <div className="sb-row">
            <div className="sb-grow">
              <Input
                type="number"
                inputMode="numeric"
                value={tokens}
                placeholder={words.modelDefault}
                readOnly={readOnly}
                onChange={({ detail }) => setTokens(detail.value)}
              />
            </div>
            {!readOnly && (
              <span className="sb-suggestions">
                {SUGGESTIONS.map((each) => {
                  const shown = each >= 1024 ? `${each / 1024}k` : String(each);
                  return (
                    <ToolButton
                      key={each}
                      label={words.setMaxTokens(shown, each)}
                      onClick={() => setTokens(String(each))}
                    >
                      {shown}
                    </ToolButton>
                  );
                })}
                <ToolButton
                  label={words.resetOf(words.maxTokens)}
                  unavailable={maxTokens === undefined ? words.isModelDefault : undefined}
                  onClick={() => setTokens('')}
                >
                  {words.reset}
                </ToolButton>
              </span>
            )}
          </div>
          {contextLength !== undefined && used !== undefined && (
            <div>
              <div className="sb-bar" aria-hidden="true">
                <span
                  className="sb-bar-part"
                  style={{ width: `${Math.min((used / contextLength) * 100, 100)}%` }}
                />
              </div>
              <p className="sb-side-note">{words.contextOf(used, contextLength)}</p>
            </div>
          )}
        </div>
      </Field>
      <Field
        address={`${address}.text.stopSequences`}
        covers
        label={words.stopSequences}
        help={words.stopHelp}
        example={words.stopExample}
      >
        <TokenList
          values={stopSequences}
          most={MOST_SEQUENCES}
          addLabel={words.addStop}
          onChange={(next) => {
            if (next.length > 0)
              onChange(['text', 'stopSequences'], next, words.stopSequences, 'stopSequences');
            else set('stopSequences', words.stopSequences)(undefined);
          }}
        />
      </Field>
    </>
  );
}
