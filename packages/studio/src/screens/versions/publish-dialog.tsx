import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea';
import { quotasOf } from '@streambed/flow/definition';
import { validateDefinition } from '@streambed/flow/validation';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import { useApi } from '../../api/index.ts';
import { ErrorAlert, type Failed, Modal, showToast, useFocusSoon } from '../../components/index.ts';
import { componentMessages } from '../../messages/components.ts';
import { versionMessages } from '../../messages/versions.ts';
import { aliasNameError } from './create-alias-dialog.tsx';
import { DiffPreview, useSide } from './diff-preview.tsx';
import {
  type AliasChoice,
  PublishError,
  type Published,
  type PublishStep,
  publish,
  savedInputState,
  unpublish,
} from './publish.ts';
import {
  all,
  DRAFT,
  type FlowSide,
  listAliases,
  listVersions,
  loadStudioContent,
  TEST_ALIAS,
  versionKeys,
} from './queries.ts';
import { recentRuns } from './recent-runs.ts';
import { sampleInput, savedInputs } from './sample-input.ts';
import { SnippetsPanel } from './snippets-panel.tsx';
import './versions.css';

const words = versionMessages.publish;
const LONGEST_NOTES = 200;

export interface PublishDialogProps {
  readonly flowId: string;
  onClose(): void;
  /** After a version is made, and after one is taken back. */
  onPublished?(version: string | undefined): void;
}

/**
 * Makes a version of the draft as the server has it: notes, what changed, checks, and the alias that goes with it. An
 * editor sends what it has before it opens this. Afterwards: the version, how to call it, and the way back.
 */
export function PublishDialog({ flowId, onClose, onPublished }: PublishDialogProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [published, setPublished] = useState<Published>();
  const draft = useSide(flowId, DRAFT);
  const versions = useQuery({
    queryKey: [...versionKeys.versions(flowId), 'all'],
    queryFn: ({ signal }) => all((token) => listVersions(api, flowId, token, signal)),
  });
  const aliases = useQuery({
    queryKey: [...versionKeys.aliases(flowId), 'all'],
    queryFn: ({ signal }) => all((token) => listAliases(api, flowId, token, signal)),
  });
  const error = draft.error ?? versions.error ?? aliases.error;
  const refresh = () => queryClient.invalidateQueries({ queryKey: versionKeys.all(flowId) });

  if (published && draft.data)
    return (
      <PublishedDialog
        flowId={flowId}
        published={published}
        draft={draft.data}
        onClose={onClose}
        onUndone={() => {
          void refresh();
          onPublished?.(undefined);
          onClose();
        }}
      />
    );
  if (error || !draft.data || !versions.data || !aliases.data)
    return (
      <Modal visible header={words.title} closeAriaLabel={componentMessages.close} onDismiss={onClose}>
        {error ? (
          <ErrorAlert error={error} />
        ) : (
          <StatusIndicator type="loading">{versionMessages.compare.loading}</StatusIndicator>
        )}
      </Modal>
    );
  return (
    <PublishForm
      flowId={flowId}
      draft={draft.data}
      latest={latestOf(versions.data.map(({ version }) => version))}
      aliases={aliases.data.filter(({ id }) => id !== TEST_ALIAS)}
      onClose={onClose}
      onPublished={(done) => {
        void refresh();
        onPublished?.(done.version);
        setPublished(done);
      }}
    />
  );
}

/** The highest number; undefined for none. */
export const latestOf = (versions: readonly string[]): string | undefined =>
  versions.length === 0 ? undefined : String(Math.max(...versions.map(Number)));

interface PublishFormProps {
  readonly flowId: string;
  readonly draft: FlowSide;
  readonly latest: string | undefined;
  readonly aliases: readonly Extract<AliasChoice, { kind: 'move' }>['alias'][];
  onClose(): void;
  onPublished(published: Published): void;
}

const STEPS: Readonly<Record<PublishStep, string>> = {
  preparing: words.preparing,
  creating: words.creating,
  moving: words.moving,
};

function PublishForm({ flowId, draft, latest, aliases, onClose, onPublished }: PublishFormProps) {
  const api = useApi();
  const { nodesPerFlow } = api;
  const field = useFocusSoon<TextareaProps.Ref>();
  const [notes, setNotes] = useState('');
  const [kind, setKind] = useState<AliasChoice['kind']>(aliases.length === 0 ? 'create' : 'none');
  const [aliasId, setAliasId] = useState(aliases[0]?.id);
  const [aliasName, setAliasName] = useState<string>(words.defaultAlias);
  const [step, setStep] = useState<PublishStep>();
  const [error, setError] = useState<{ readonly title: string; readonly failed: Failed }>();
  const validations = useMemo(
    () => validateDefinition(draft.definition, quotasOf(nodesPerFlow)),
    [draft.definition, nodesPerFlow],
  );
  const errors = validations.filter(({ severity }) => severity === 'Error').length;
  const nameError =
    kind === 'create'
      ? aliasNameError(
          aliasName,
          aliases.map(({ name }) => name),
        )
      : undefined;
  const isNotesWrong = [...notes].length > LONGEST_NOTES;
  const isBlocked = errors > 0 || isNotesWrong || nameError !== undefined;

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isBlocked || step !== undefined) return;
    setError(undefined);
    const alias = aliases.find(({ id }) => id === aliasId);
    try {
      onPublished(
        await publish(api, {
          flowId,
          notes: notes.trim(),
          isPrepared: draft.status === 'Prepared',
          alias:
            kind === 'create'
              ? { kind, name: aliasName }
              : kind === 'move' && alias
                ? { kind, alias }
                : { kind: 'none' },
          onStep: setStep,
        }),
      );
    } catch (reason) {
      setStep(undefined);
      if (!(reason instanceof PublishError)) throw reason;
      const { cause } = reason;
      const failed = cause instanceof Error ? (cause as Failed) : { message: reason.message };
      if (reason.version !== undefined) {
        showToast(`${words.failedAlias(reason.version)}: ${reason.message}`, undefined, 'error');
        onPublished({ version: reason.version });
      } else
        setError({ title: reason.step === 'preparing' ? words.failedPrepare : words.failedVersion, failed });
    }
  };
  const aliasOptions = aliases.map(({ id, name, target }) => ({
    value: id,
    label: words.aliasOption(name, versionMessages.shortVersion(target)),
  }));
  return (
    <Modal
      visible
      size="large"
      header={words.title}
      closeAriaLabel={componentMessages.close}
      onDismiss={onClose}
      footer={
        <div className="sb-dialog-footer">
          <span role="status">{step && <StatusIndicator type="loading">{STEPS[step]}</StatusIndicator>}</span>
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button
              variant="primary"
              loading={step !== undefined}
              disabled={errors > 0}
              {...(errors > 0 && { disabledReason: words.errors(errors) })}
              onClick={() => void submit()}
            >
              {words.submit}
            </Button>
          </SpaceBetween>
        </div>
      }
    >
      <form onSubmit={(event) => void submit(event)}>
        <SpaceBetween size="l">
          <p className="sb-flat">{words.lead}</p>
          {error && <ErrorAlert error={error.failed} title={error.title} />}
          <FormField
            label={words.notes}
            description={words.notesHelp}
            constraintText={`${[...notes].length} / ${LONGEST_NOTES}`}
            errorText={isNotesWrong ? words.notesWrong : undefined}
          >
            <Textarea value={notes} rows={2} ref={field} onChange={({ detail }) => setNotes(detail.value)} />
          </FormField>
          {latest === undefined ? (
            <p className="sb-secondary sb-flat">{words.first}</p>
          ) : (
            <DiffPreview
              flowId={flowId}
              base={latest}
              head={DRAFT}
              title={words.changes(latest)}
              same={words.noChanges(latest)}
            />
          )}
          <Checks
            flowId={flowId}
            isPrepared={draft.status === 'Prepared'}
            errors={errors}
            warnings={validations.length - errors}
          />
          <FormField label={words.alias}>
            <RadioGroup
              value={kind}
              items={[
                { value: 'none', label: words.aliasNone },
                ...(aliases.length > 0 ? [{ value: 'move', label: words.aliasMove }] : []),
                { value: 'create', label: words.aliasCreate },
              ]}
              onChange={({ detail }) => setKind(detail.value as AliasChoice['kind'])}
            />
          </FormField>
          {kind === 'move' && (
            <FormField label={words.whichAlias}>
              <Select
                selectedOption={aliasOptions.find(({ value }) => value === aliasId) ?? null}
                options={aliasOptions}
                onChange={({ detail }) => setAliasId(detail.selectedOption.value)}
              />
            </FormField>
          )}
          {kind === 'create' && (
            <FormField label={words.aliasName} errorText={nameError}>
              <Input
                value={aliasName}
                autoComplete={false}
                spellcheck={false}
                onChange={({ detail }) => setAliasName(detail.value)}
              />
            </FormField>
          )}
        </SpaceBetween>
      </form>
    </Modal>
  );
}

interface ChecksProps {
  readonly flowId: string;
  readonly isPrepared: boolean;
  readonly errors: number;
  readonly warnings: number;
}

function Checks({ flowId, isPrepared, errors, warnings }: ChecksProps) {
  const api = useApi();
  const { data: saved } = useQuery({
    queryKey: [...versionKeys.studio(flowId), 'saved-inputs'],
    queryFn: async ({ signal }) => {
      const inputs = savedInputs(await loadStudioContent(api, flowId));
      const runs = inputs.length === 0 ? [] : await recentRuns(api, flowId, signal);
      return { count: inputs.length, ...savedInputState(inputs, runs) };
    },
    staleTime: 0,
  });
  const check = (type: 'success' | 'info' | 'warning' | 'error' | 'stopped', text: ReactNode) => (
    <li>
      <StatusIndicator type={type}>{text}</StatusIndicator>
    </li>
  );
  return (
    <section aria-label={words.checks}>
      <h3 className="sb-dialog-heading">{words.checks}</h3>
      <ul className="sb-checks">
        {isPrepared ? check('success', words.prepared) : check('info', words.willPrepare)}
        {errors > 0 ? check('error', words.errors(errors)) : check('success', words.noErrors)}
        {warnings > 0 && check('warning', words.warnings(warnings))}
        {saved &&
          (saved.count === 0
            ? check('stopped', words.noSaved)
            : check(
                saved.failed.length > 0 ? 'warning' : saved.never.length > 0 ? 'info' : 'success',
                [
                  words.saved(saved.ok.length, saved.count),
                  ...(saved.failed.length > 0 ? [words.savedFailed(saved.failed.join(', '))] : []),
                  ...(saved.never.length > 0 ? [words.savedNever(saved.never.join(', '))] : []),
                ].join(' · '),
              ))}
      </ul>
    </section>
  );
}

interface PublishedDialogProps {
  readonly flowId: string;
  readonly published: Published;
  readonly draft: FlowSide;
  onClose(): void;
  onUndone(): void;
}

function PublishedDialog({ flowId, published, draft, onClose, onUndone }: PublishedDialogProps) {
  const api = useApi();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Failed>();
  const { version, alias } = published;
  const { data: content } = useQuery({
    queryKey: versionKeys.studio(flowId),
    queryFn: () => loadStudioContent(api, flowId).then((loaded) => loaded ?? null),
  });
  const undo = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await unpublish(api, flowId, published);
      showToast(words.undone(version), undefined, 'success');
      onUndone();
    } catch (reason) {
      setError(reason instanceof Error ? reason : { message: String(reason) });
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      size="large"
      header={words.done(version)}
      closeAriaLabel={componentMessages.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" loading={isBusy} onClick={() => void undo()}>
              {words.undo}
            </Button>
            <Button variant="primary" onClick={onClose}>
              {words.close}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error && <ErrorAlert error={error} title={words.undoFailed} />}
        <Alert type="success">{words.doneText(alias?.name, version)}</Alert>
        {alias ? (
          <section aria-label={words.callIt(alias.name)}>
            <h3 className="sb-dialog-heading">{words.callIt(alias.name)}</h3>
            {content !== undefined && (
              <SnippetsPanel
                flowId={flowId}
                aliasId={alias.id}
                input={sampleInput(draft.definition, content)}
              />
            )}
          </section>
        ) : (
          <p className="sb-secondary sb-flat">{words.noAlias}</p>
        )}
      </SpaceBetween>
    </Modal>
  );
}
