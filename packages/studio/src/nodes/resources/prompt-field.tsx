import Select from '@cloudscape-design/components/select';
import { useMemo } from 'react';
import { formatMoment } from '../../components/index.ts';
import { resourceMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { limitsOf } from '../editing/limits.ts';
import { Field } from '../fields/field.tsx';
import { IdSuggest } from './id-suggest.tsx';
import { usePrompts, usePromptVersions } from './queries.ts';

const LIMITS = limitsOf('PromptFlowNodeResourceConfiguration', 'promptArn');

/** `arn:…:prompt/ID:3` → the prompt's own ARN, its id and version. */
const partsOf = (arn: string): { readonly prompt: string; readonly id: string; readonly version: string } => {
  const [, prompt = arn, id = '', version = 'DRAFT'] =
    /^(.*prompt\/([0-9a-zA-Z]+))(?::(\d+))?$/.exec(arn) ?? [];
  return { prompt, id, version };
};

/** A prompt of the library with its version, by picking or by pasting an ARN. */
export function PromptField({
  address,
  value,
  onChange,
}: {
  readonly address: string;
  readonly value: string;
  onChange(value: string): void;
}) {
  const readOnly = useReadOnly() !== undefined;
  const { prompt, id, version } = partsOf(value);
  const prompts = usePrompts();
  const versions = usePromptVersions(id === '' ? undefined : id);
  const options = useMemo(
    () =>
      (prompts.data ?? []).map(({ arn, name, description, id: own, updatedAt }) => ({
        value: partsOf(arn).prompt,
        label: `${name} · ${own}`,
        ...(description !== undefined && { description }),
        ...(updatedAt !== undefined && { labelTag: words.editedAt(formatMoment(updatedAt)) }),
      })),
    [prompts.data],
  );
  const named = prompts.data?.find(({ arn }) => partsOf(arn).prompt === prompt)?.name;
  const isListed =
    value === '' || prompts.data === undefined || options.some((option) => option.value === prompt);
  const breaks = value !== '' && LIMITS.pattern !== undefined && !LIMITS.pattern.test(value);
  return (
    <Field
      address={address}
      label={words.prompt}
      help={words.promptHelp}
      example="arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT1234:1"
      error={breaks ? words.promptPattern : value === '' ? words.pickPrompt : undefined}
      warning={isListed ? undefined : words.notFoundHere}
    >
      <div className="sb-model">
        <IdSuggest
          value={prompt}
          onChange={onChange}
          options={options}
          status={prompts.status}
          onRetry={() => void prompts.refetch()}
          placeholder={words.promptPlaceholder}
          empty={words.noPrompts}
        />
        {id === '' && !readOnly && (
          <a className="sb-link" href={`${import.meta.env.BASE_URL}prompts`} target="_blank" rel="noreferrer">
            {words.createPrompt}
          </a>
        )}
        {named !== undefined && <p className="sb-side-note">{named}</p>}
        {id !== '' && (
          <div className="sb-row">
            <div className="sb-grow">
              <Select
                ariaLabel={words.promptVersion}
                disabled={readOnly}
                selectedOption={{
                  value: version,
                  label: version === 'DRAFT' ? words.draft : words.versionOf(version),
                }}
                options={(versions.data ?? []).map(({ version: each = 'DRAFT' }) => ({
                  value: each,
                  label: each === 'DRAFT' ? words.draft : words.versionOf(each),
                }))}
                statusType={versions.isLoading ? 'loading' : versions.isError ? 'error' : 'finished'}
                loadingText={words.loading}
                errorText={words.loadFailed}
                empty={words.noVersions}
                expandToViewport
                onChange={({ detail }) => {
                  const { value: chosen = 'DRAFT' } = detail.selectedOption;
                  onChange(chosen === 'DRAFT' ? prompt : `${prompt}:${chosen}`);
                }}
              />
            </div>
            <a
              className="sb-link"
              href={`${import.meta.env.BASE_URL}prompts/${id}`}
              target="_blank"
              rel="noreferrer"
            >
              {words.open}
            </a>
          </div>
        )}
      </div>
    </Field>
  );
}
