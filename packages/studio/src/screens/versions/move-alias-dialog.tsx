import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import {
  ConcurrencyField,
  concurrencyDraft,
  concurrencyOf,
  isConcurrencyWrong,
} from './concurrency-field.tsx';
import { Dialog } from './dialog.tsx';
import { DiffPreview } from './diff-preview.tsx';
import { type AliasRow, moveAlias } from './queries.ts';

const words = versionMessages.move;

export interface MoveAliasDialogProps {
  readonly flowId: string;
  readonly alias: AliasRow;
  /** Numbers of versions, latest first. */
  readonly versions: readonly string[];
  /** For a promotion: aliases whose target can be taken. */
  readonly sources?: readonly AliasRow[];
  readonly initialTarget?: string;
  /** A choice of the alias itself, where it was not made before. */
  readonly which?: ReactNode;
  onClose(): void;
  onMoved(target: string): void;
}

/** Where an alias points, and how wide it runs, with what changes for callers before it is saved. */
export function MoveAliasDialog(props: MoveAliasDialogProps) {
  const { flowId, alias, versions, sources, onClose, onMoved } = props;
  const api = useApi();
  const [target, setTarget] = useState(props.initialTarget ?? sources?.[0]?.target ?? alias.target);
  const [source, setSource] = useState(sources?.[0]?.id);
  const [concurrency, setConcurrency] = useState(() => concurrencyDraft(alias.concurrency));
  const before = concurrencyDraft(alias.concurrency);
  const isSame =
    target === alias.target &&
    concurrency.type === before.type &&
    (concurrency.type === 'Automatic' || concurrency.most === before.most);
  const options = versions.map((version) => ({ value: version, label: versionMessages.version(version) }));
  const sourceOptions = (sources ?? []).map((each) => ({
    value: each.id,
    label: words.fromOption(each.name, versionMessages.shortVersion(each.target)),
  }));
  return (
    <Dialog
      title={sources ? words.promoteTitle(alias.name) : words.title(alias.name)}
      size="large"
      submitLabel={sources ? words.promote : words.save}
      cancelLabel={words.cancel}
      failedTitle={words.failed}
      unavailable={isSame ? words.same : undefined}
      isInvalid={isConcurrencyWrong(concurrency)}
      onCancel={onClose}
      onSubmit={async () => {
        await moveAlias(api, flowId, alias, {
          target,
          ...(!sources && { concurrency: concurrencyOf(concurrency) }),
        });
        onMoved(target);
      }}
    >
      {props.which}
      {sources ? (
        <FormField label={words.from}>
          <Select
            selectedOption={sourceOptions.find(({ value }) => value === source) ?? null}
            options={sourceOptions}
            onChange={({ detail }) => {
              setSource(detail.selectedOption.value);
              setTarget(sources.find(({ id }) => id === detail.selectedOption.value)?.target ?? target);
            }}
          />
        </FormField>
      ) : (
        <FormField label={words.target}>
          <Select
            selectedOption={
              options.find(({ value }) => value === target) ?? {
                value: target,
                label: versionMessages.version(target),
              }
            }
            options={options}
            onChange={({ detail }) => setTarget(detail.selectedOption.value ?? target)}
          />
        </FormField>
      )}
      {target !== alias.target && (
        <DiffPreview
          flowId={flowId}
          base={alias.target}
          head={target}
          title={words.changes(versionMessages.version(alias.target), versionMessages.version(target))}
          same={versionMessages.compare.equal}
        />
      )}
      {!sources && <ConcurrencyField value={concurrency} onChange={setConcurrency} />}
    </Dialog>
  );
}
