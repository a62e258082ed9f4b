import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useApi } from '../../api/index.ts';
import { useFocusSoon } from '../../components/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import {
  ConcurrencyField,
  concurrencyDraft,
  concurrencyOf,
  isConcurrencyWrong,
} from './concurrency-field.tsx';
import { Dialog } from './dialog.tsx';
import { ALIAS_NAME, createAlias } from './queries.ts';

const words = versionMessages.create;

export interface CreateAliasDialogProps {
  readonly flowId: string;
  /** Numbers of versions, latest first. */
  readonly versions: readonly string[];
  readonly takenNames: readonly string[];
  readonly initialTarget?: string;
  onClose(): void;
  onCreated(alias: { readonly id: string; readonly name: string }, target: string): void;
}

/** A name for callers, and the version it stands for. */
export function CreateAliasDialog(props: CreateAliasDialogProps) {
  const { flowId, versions, takenNames, onClose, onCreated } = props;
  const api = useApi();
  const field = useFocusSoon<InputProps.Ref>();
  const [name, setName] = useState(takenNames.includes('live') ? '' : versionMessages.publish.defaultAlias);
  const [description, setDescription] = useState('');
  const [target, setTarget] = useState(props.initialTarget ?? versions[0]);
  const [concurrency, setConcurrency] = useState(() => concurrencyDraft(undefined));
  const nameError = aliasNameError(name, takenNames);
  const options = versions.map((version) => ({ value: version, label: versionMessages.version(version) }));
  return (
    <Dialog
      title={words.title}
      submitLabel={words.submit}
      cancelLabel={words.cancel}
      failedTitle={words.failed}
      unavailable={target === undefined ? words.noVersion : undefined}
      isInvalid={nameError !== undefined || isConcurrencyWrong(concurrency)}
      onCancel={onClose}
      onSubmit={async () => {
        const alias = await createAlias(api, flowId, {
          name,
          target: target!,
          ...(description.trim() !== '' && { description: description.trim() }),
          concurrency: concurrencyOf(concurrency),
        });
        onCreated(alias, target!);
      }}
    >
      <FormField label={words.name} constraintText={words.nameHelp} errorText={nameError}>
        <Input
          value={name}
          ref={field}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => setName(detail.value)}
        />
      </FormField>
      <FormField label={words.target} errorText={target === undefined ? words.noVersion : undefined}>
        <Select
          selectedOption={options.find(({ value }) => value === target) ?? null}
          options={options}
          disabled={options.length === 0}
          onChange={({ detail }) => setTarget(detail.selectedOption.value)}
        />
      </FormField>
      <FormField
        label={
          <>
            {words.description} <i>– {words.optional}</i>
          </>
        }
      >
        <Input
          value={description}
          autoComplete={false}
          onChange={({ detail }) => setDescription(detail.value.slice(0, 200))}
        />
      </FormField>
      <ConcurrencyField value={concurrency} onChange={setConcurrency} />
    </Dialog>
  );
}

/** What is wrong with the name of a new alias. */
export const aliasNameError = (name: string, taken: readonly string[]): string | undefined =>
  !ALIAS_NAME.test(name) ? words.nameWrong : taken.includes(name) ? words.nameTaken(name) : undefined;
