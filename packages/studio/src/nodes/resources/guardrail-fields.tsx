import Select from '@cloudscape-design/components/select';
import type { GuardrailConfiguration } from '@streambed/model/bedrock-agent';
import { useMemo } from 'react';
import { resourceMessages as words } from '../../messages/nodes.ts';
import { useReadOnly } from '../editing/field-source.ts';
import { Field } from '../fields/field.tsx';
import { type GuardedText, GuardrailTry } from './guardrail-try.tsx';
import { IdSuggest } from './id-suggest.tsx';
import { useGuardrails, useGuardrailVersions } from './queries.ts';

/** A guardrail and its version; both or none. */
export function GuardrailFields({
  address,
  value,
  onChange,
  problem,
  lastText,
}: {
  /** Of the GuardrailConfiguration. */
  readonly address: string;
  readonly value: GuardrailConfiguration | undefined;
  onChange(value: GuardrailConfiguration | undefined): void;
  readonly problem?: string | undefined;
  /** What it can be tried on. */
  readonly lastText?: GuardedText | undefined;
}) {
  const readOnly = useReadOnly() !== undefined;
  const { guardrailIdentifier = '', guardrailVersion } = value ?? {};
  const guardrails = useGuardrails();
  const versions = useGuardrailVersions(guardrailIdentifier === '' ? undefined : guardrailIdentifier);
  const options = useMemo(
    () =>
      (guardrails.data ?? []).map(({ id, name, status, description }) => ({
        value: id,
        label: `${name} · ${id}`,
        ...(description !== undefined && { description }),
        ...(status !== undefined && status !== 'READY' && { labelTag: status }),
      })),
    [guardrails.data],
  );
  const isListed =
    guardrails.data === undefined ||
    guardrailIdentifier === '' ||
    guardrails.data.some(({ id, arn }) => id === guardrailIdentifier || arn === guardrailIdentifier);
  const versionOptions = (versions.data ?? []).map(({ version = 'DRAFT' }) => ({
    value: version,
    label: version,
  }));
  return (
    <>
      <Field
        address={`${address}.guardrailIdentifier`}
        label={words.guardrail}
        help={words.guardrailHelp}
        example={words.guardrailExample}
        error={problem}
        warning={isListed ? undefined : words.notFoundHere}
      >
        <IdSuggest
          value={guardrailIdentifier}
          onChange={(next) => {
            if (next === '') onChange(undefined);
            else if (next === guardrailIdentifier) return;
            else onChange({ guardrailIdentifier: next });
          }}
          options={options}
          status={guardrails.status}
          onRetry={() => void guardrails.refetch()}
          placeholder={words.noGuardrail}
          empty={words.noGuardrails}
        />
      </Field>
      {guardrailIdentifier !== '' && (
        <Field
          address={`${address}.guardrailVersion`}
          label={words.guardrailVersion}
          example={words.guardrailVersionExample}
          error={guardrailVersion === undefined ? words.pickVersion : undefined}
        >
          <Select
            disabled={readOnly}
            placeholder={words.version}
            selectedOption={
              guardrailVersion === undefined ? null : { value: guardrailVersion, label: guardrailVersion }
            }
            options={versionOptions}
            statusType={versions.isLoading ? 'loading' : versions.isError ? 'error' : 'finished'}
            loadingText={words.loading}
            errorText={words.loadFailed}
            empty={words.noVersions}
            expandToViewport
            onChange={({ detail }) => {
              const { value: version } = detail.selectedOption;
              if (version !== undefined) onChange({ guardrailIdentifier, guardrailVersion: version });
            }}
          />
        </Field>
      )}
      {value && guardrailIdentifier !== '' && (
        <GuardrailTry key={`${guardrailIdentifier} ${guardrailVersion}`} guardrail={value} text={lastText} />
      )}
    </>
  );
}
