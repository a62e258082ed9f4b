import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import type {
  PromptModelInferenceConfiguration,
  PromptTemplateConfiguration,
  PromptVariant,
} from '@streambed/model/bedrock-agent';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { blocksText, lostAsText, withBlocksText, withKind, withVariables } from './variant.ts';

const words = promptMessages.form;

export interface PromptFormProps {
  readonly value: PromptVariant;
  readonly isReadOnly?: boolean;
  onChange(value: PromptVariant): void;
}

/** One variant of a prompt: model, text or chat, parameters. What it does not show is kept as it is. */
export function PromptForm({ value, isReadOnly = false, onChange }: PromptFormProps) {
  const setTemplate = (templateConfiguration: PromptTemplateConfiguration) =>
    onChange(withVariables({ ...value, templateConfiguration }));
  const lost = lostAsText(value).map((what) => words[what]);
  const { text, chat } = value.templateConfiguration;
  return (
    <div className="sb-prompt-form">
      <ModelInput
        value={value.modelId ?? ''}
        isReadOnly={isReadOnly}
        onChange={(modelId) => {
          const { modelId: _, ...rest } = value;
          onChange(modelId === '' ? rest : { ...rest, modelId });
        }}
      />
      <FormField
        label={words.kind}
        description={words.kindHelp}
        {...(value.templateType === 'CHAT' &&
          lost.length > 0 && { constraintText: words.lost(lost.join(', ')) })}
      >
        <SegmentedControl
          label={words.kind}
          selectedId={value.templateType}
          options={(['TEXT', 'CHAT'] as const).map((id) => ({
            id,
            text: words.kinds[id],
            disabled: isReadOnly,
          }))}
          onChange={({ detail }) => onChange(withKind(value, detail.selectedId as 'TEXT' | 'CHAT'))}
        />
      </FormField>
      {chat ? (
        <ChatFields chat={chat} isReadOnly={isReadOnly} onChange={(next) => setTemplate({ chat: next })} />
      ) : (
        <FormField label={words.text} description={words.textHelp} stretch>
          <Textarea
            value={text?.text ?? ''}
            rows={10}
            readOnly={isReadOnly}
            onChange={({ detail }) => setTemplate({ text: { ...text, text: detail.value } })}
          />
        </FormField>
      )}
      <Parameters
        value={value.inferenceConfiguration?.text ?? {}}
        isReadOnly={isReadOnly}
        onChange={(next) => {
          const { inferenceConfiguration: _, ...rest } = value;
          onChange(
            Object.keys(next).length === 0 ? rest : { ...rest, inferenceConfiguration: { text: next } },
          );
        }}
      />
    </div>
  );
}

function ModelInput({
  value,
  isReadOnly,
  onChange,
}: {
  readonly value: string;
  readonly isReadOnly: boolean;
  onChange(value: string): void;
}) {
  const api = useApi();
  const { data: models = [] } = useQuery({
    queryKey: ['foundation-models', api.region, api.principalArn],
    queryFn: ({ signal }) =>
      api.bedrock
        .send(new ListFoundationModelsCommand({}), { abortSignal: signal })
        .then(({ modelSummaries = [] }) => modelSummaries.map(({ modelId = '' }) => modelId)),
    staleTime: 60_000,
  });
  return (
    <FormField label={words.model} description={words.modelHelp}>
      <Autosuggest
        value={value}
        readOnly={isReadOnly}
        options={models.map((model) => ({ value: model }))}
        enteredTextLabel={words.useModel}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}

type Chat = NonNullable<PromptTemplateConfiguration['chat']>;

function ChatFields({
  chat,
  isReadOnly,
  onChange,
}: {
  readonly chat: Chat;
  readonly isReadOnly: boolean;
  onChange(chat: Chat): void;
}) {
  const { system = [], messages } = chat;
  const setMessage = (at: number, change: Partial<Chat['messages'][number]>) =>
    onChange({
      ...chat,
      messages: messages.map((each, index) => (index === at ? { ...each, ...change } : each)),
    });
  const roles = (['user', 'assistant'] as const).map((value) => ({ value, label: words.roles[value] }));
  return (
    <>
      <FormField label={words.system} description={words.systemHelp} stretch>
        <Textarea
          value={blocksText(system)}
          rows={3}
          readOnly={isReadOnly}
          onChange={({ detail }) => {
            const { system: _, ...rest } = chat;
            const next = withBlocksText(system, detail.value);
            onChange(detail.value === '' && next.length === 1 ? rest : { ...rest, system: next });
          }}
        />
      </FormField>
      {messages.map(({ role, content }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns have no name but their place
        <div className="sb-prompt-turn" key={at}>
          <div className="sb-prompt-turn-head">
            <Select
              ariaLabel={`${words.message(at + 1)}, ${words.role}`}
              disabled={isReadOnly}
              selectedOption={roles.find(({ value }) => value === role) ?? roles[0]!}
              options={roles}
              onChange={({ detail }) =>
                setMessage(at, { role: detail.selectedOption.value as 'user' | 'assistant' })
              }
            />
            {!isReadOnly && messages.length > 1 && (
              <Button
                variant="icon"
                iconName="remove"
                ariaLabel={words.removeMessage(at + 1)}
                onClick={() => onChange({ ...chat, messages: messages.filter((_, index) => index !== at) })}
              />
            )}
          </div>
          <Textarea
            value={blocksText(content)}
            rows={4}
            readOnly={isReadOnly}
            ariaLabel={words.message(at + 1)}
            onChange={({ detail }) => setMessage(at, { content: withBlocksText(content, detail.value) })}
          />
        </div>
      ))}
      {!isReadOnly && (
        <div>
          <Button
            iconName="add-plus"
            onClick={() =>
              onChange({
                ...chat,
                messages: [
                  ...messages,
                  { role: messages.at(-1)?.role === 'user' ? 'assistant' : 'user', content: [{ text: '' }] },
                ],
              })
            }
          >
            {words.addMessage}
          </Button>
        </div>
      )}
    </>
  );
}

interface ParametersProps {
  readonly value: PromptModelInferenceConfiguration;
  readonly isReadOnly: boolean;
  onChange(value: PromptModelInferenceConfiguration): void;
}

function Parameters({ value, isReadOnly, onChange }: ParametersProps) {
  const set = <Key extends keyof PromptModelInferenceConfiguration>(
    key: Key,
    next: PromptModelInferenceConfiguration[Key] | undefined,
  ) => {
    const { [key]: _, ...rest } = value;
    onChange(next === undefined ? rest : { ...rest, [key]: next });
  };
  const share = (text: string) => Number(text) >= 0 && Number(text) <= 1;
  const whole = (text: string) => /^\d+$/.test(text) && Number(text) >= 1;
  return (
    <fieldset className="sb-prompt-parameters">
      <legend>{words.parameters}</legend>
      <NumberInput
        label={words.temperature}
        help={words.temperatureHelp}
        wrong={words.between}
        value={value.temperature}
        isRight={share}
        isReadOnly={isReadOnly}
        onChange={(next) => set('temperature', next)}
      />
      <NumberInput
        label={words.topP}
        help={words.topPHelp}
        wrong={words.between}
        value={value.topP}
        isRight={share}
        isReadOnly={isReadOnly}
        onChange={(next) => set('topP', next)}
      />
      <NumberInput
        label={words.maxTokens}
        help={words.maxTokensHelp}
        wrong={words.wholeNumber}
        value={value.maxTokens}
        isRight={whole}
        isReadOnly={isReadOnly}
        onChange={(next) => set('maxTokens', next)}
      />
      <FormField
        label={words.stop}
        description={words.stopHelp}
        errorText={(value.stopSequences?.length ?? 0) > 4 ? words.atMostFour : undefined}
      >
        <Textarea
          value={(value.stopSequences ?? []).join('\n')}
          rows={2}
          readOnly={isReadOnly}
          placeholder={words.modelDefault}
          onChange={({ detail }) =>
            set('stopSequences', detail.value === '' ? undefined : detail.value.split('\n'))
          }
        />
      </FormField>
    </fieldset>
  );
}

interface NumberInputProps {
  readonly label: string;
  readonly help: string;
  readonly wrong: string;
  readonly value: number | undefined;
  readonly isReadOnly: boolean;
  isRight(text: string): boolean;
  onChange(value: number | undefined): void;
}

/** A number that may be left to the model; what is no such number stays in the field and is not taken. */
function NumberInput({ label, help, wrong, value, isReadOnly, isRight, onChange }: NumberInputProps) {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? (value === undefined ? '' : String(value));
  const isWrong = text !== '' && !isRight(text);
  return (
    <FormField label={label} description={help} errorText={isWrong ? wrong : undefined}>
      <Input
        value={text}
        inputMode="decimal"
        readOnly={isReadOnly}
        autoComplete={false}
        placeholder={words.modelDefault}
        onChange={({ detail }) => {
          setTyped(detail.value);
          if (detail.value === '') onChange(undefined);
          else if (isRight(detail.value)) onChange(Number(detail.value));
        }}
        onBlur={() => {
          if (!isWrong) setTyped(undefined);
        }}
      />
    </FormField>
  );
}
