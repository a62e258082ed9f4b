import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Tabs from '@cloudscape-design/components/tabs';
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea';
import { sameValue } from '@streambed/flow/diff';
import { templateVariables } from '@streambed/flow/expressions';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Link, useBlocker, useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert, StateChip, showToast, useFocusSoon, usePages } from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import { PromptEditor } from '../../nodes/prompt/prompt-editor.tsx';
import type { PromptVariable } from '../../nodes/prompt/template-field.tsx';
import { useModels } from '../../nodes/resources/queries.ts';
import { PromptNotFound } from '../not-found/not-found-page.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { Dialog } from '../versions/dialog.tsx';
import { PromptDetailsDialog } from './prompt-details-dialog.tsx';
import { PromptVersions } from './prompt-versions.tsx';
import {
  createPromptVersion,
  getPrompt,
  listPrompts,
  promptKeys,
  type StoredPrompt,
  savePrompt,
  variantOf,
  withVariant,
} from './queries.ts';
import { usePromptRunner } from './use-prompt-runner.ts';
import { UsedBy } from './used-by.tsx';
import { emptyVariant, withVariables } from './variant.ts';
import './prompts.css';

const words = promptMessages.page;

/** `/prompts/ID?v=`: one prompt to write and try, its versions, who uses it. */
export function PromptPage() {
  const api = useApi();
  const { promptId = '' } = useParams();
  const [parameters] = useSearchParams();
  const version = parameters.get('v') ?? 'DRAFT';
  const { data, error, refetch } = useQuery({
    queryKey: promptKeys.one(promptId, version),
    queryFn: ({ signal }) => getPrompt(api, promptId, version, signal),
    refetchOnWindowFocus: false,
  });
  // What the form says of the model is there from the first moment on, so that nothing moves later.
  const { isPending: isWaitingForModels } = useModels();
  usePageTitle(data?.name ?? promptMessages.title);
  if (error) {
    const failure = failureOf(error);
    if (failure.isNotFound)
      return <PromptNotFound promptId={promptId} version={version === 'DRAFT' ? undefined : version} />;
    return (
      <div className="sb-page">
        <ErrorAlert error={failure} title={words.failedLoad} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data || isWaitingForModels)
    return (
      <div className="sb-page" aria-busy="true">
        <StatusIndicator type="loading">{promptMessages.usedBy.looking}</StatusIndicator>
      </div>
    );
  return <OpenPrompt key={`${promptId} ${version}`} stored={data} version={version} />;
}

/** The variables of the text; whoever uses the prompt gives them as texts. */
const useVariables = ({ templateConfiguration }: PromptVariant): readonly PromptVariable[] => {
  const names = templateVariables(templateConfiguration).join('\n');
  return useMemo(
    () => (names === '' ? [] : names.split('\n').map((name) => ({ name, type: 'String' }))),
    [names],
  );
};

function OpenPrompt({ stored, version }: { readonly stored: StoredPrompt; readonly version: string }) {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [parameters, setParameters] = useSearchParams();
  const [edited, setEdited] = useState<PromptVariant>();
  const [isSaving, setSaving] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const [isDescribing, setDescribing] = useState(false);
  const isDraft = version === 'DRAFT';
  const kept = variantOf(stored) ?? emptyVariant();
  const variant = edited ?? kept;
  const isChanged = edited !== undefined && !sameValue(edited, kept);
  const isForAgent = kept.genAiResource !== undefined;
  const tab = parameters.get('tab') === 'versions' ? 'versions' : 'edit';
  const versions = usePages({
    queryKey: promptKeys.versions(stored.id),
    fetchPage: async (nextToken, signal) => {
      const page = await listPrompts(api, nextToken, signal, stored.id);
      return { ...page, items: page.items.filter((each) => each.version !== 'DRAFT') };
    },
  });
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: promptKeys.all }),
      queryClient.invalidateQueries({ queryKey: promptKeys.fact(stored.id) }),
    ]);
  const runner = usePromptRunner(variant);
  const variables = useVariables(variant);

  // What was typed and not saved is asked about before it is left.
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isChanged && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isChanged]);

  const store = async () => {
    await savePrompt(api, stored, {
      variants: withVariant(stored.variants, variant),
      defaultVariant: stored.defaultVariant ?? variant.name,
    });
    await refresh();
    setEdited(undefined);
  };
  const save = async () => {
    if (!isChanged || isSaving) return;
    setSaving(true);
    try {
      await store();
      showToast(words.savedToast, undefined, 'success');
    } catch (error) {
      showToast(`${words.saveFailed}: ${failureOf(error).message}`, undefined, 'error');
    } finally {
      setSaving(false);
    }
  };
  const restore = async (from: string) => {
    try {
      const [draft, source] = await Promise.all([
        getPrompt(api, stored.id, 'DRAFT'),
        getPrompt(api, stored.id, from),
      ]);
      const { variants, defaultVariant } = source;
      await savePrompt(api, draft, { variants, defaultVariant });
      await refresh();
      setEdited(undefined);
      showToast(
        words.restored(from),
        { label: words.undo, run: () => void savePrompt(api, draft, {}).then(refresh) },
        'success',
      );
      await navigate(`/prompts/${stored.id}`);
    } catch (error) {
      showToast(`${words.saveFailed}: ${failureOf(error).message}`, undefined, 'error');
    }
  };
  return (
    <div className="sb-page sb-prompt">
      <header className="sb-prompt-head">
        <Link to="/prompts">{words.back}</Link>
        <h1>{stored.name}</h1>
        {isDraft && (
          <Button
            variant="icon"
            iconName="edit"
            ariaLabel={promptMessages.details.open}
            onClick={() => setDescribing(true)}
          />
        )}
        {isDraft ? (
          <StateChip tone={isChanged ? 'draft' : 'ok'}>{isChanged ? words.unsaved : words.saved}</StateChip>
        ) : (
          <StateChip tone="locked">{words.version(version)}</StateChip>
        )}
        <div className="sb-prompt-actions">
          {isDraft ? (
            <>
              <Button onClick={() => setNaming(true)}>{words.createVersion}</Button>
              <Button
                variant="primary"
                loading={isSaving}
                loadingText={words.saving}
                disabled={!isChanged}
                {...(!isChanged && { disabledReason: words.nothingToSave })}
                onClick={() => void save()}
              >
                {words.save}
              </Button>
            </>
          ) : (
            <>
              <Button onClick={() => void restore(version)}>{words.restore}</Button>
              <Button variant="primary" onClick={() => void navigate(`/prompts/${stored.id}`)}>
                {words.toDraft}
              </Button>
            </>
          )}
        </div>
      </header>
      {stored.description && <p className="sb-secondary sb-flat">{stored.description}</p>}
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) =>
          setParameters(
            (now) => {
              const next = new URLSearchParams(now);
              if (detail.activeTabId === 'versions') next.set('tab', 'versions');
              else next.delete('tab');
              return next;
            },
            { replace: true },
          )
        }
        tabs={[
          {
            id: 'edit',
            label: words.tabs.edit,
            content: (
              <div className="sb-prompt-edit">
                <section aria-label={promptMessages.form.title}>
                  <h2 className="sb-visually-hidden">{promptMessages.form.title}</h2>
                  {stored.variants.length > 1 && (
                    <Alert type="info">{words.manyVariants(stored.variants.length)}</Alert>
                  )}
                  {isForAgent ? (
                    <>
                      <Alert type="info">{words.agent}</Alert>
                      <pre className="sb-prompt-json">{JSON.stringify(kept, null, 2)}</pre>
                    </>
                  ) : (
                    <PromptEditor
                      value={variant}
                      onChange={(value) => setEdited(withVariables({ ...variant, ...value }))}
                      address="prompt"
                      variables={variables}
                      runner={runner}
                      readOnly={isDraft ? undefined : words.version(version)}
                    />
                  )}
                </section>
                <div className="sb-prompt-side">
                  <UsedBy promptId={stored.id} />
                </div>
              </div>
            ),
          },
          {
            id: 'versions',
            label: `${words.tabs.versions} (${versions.items.length})`,
            content: (
              <PromptVersions
                promptId={stored.id}
                pages={versions}
                onCreate={() => setNaming(true)}
                onRestore={(from) => void restore(from)}
                onChanged={() => void refresh()}
              />
            ),
          },
        ]}
      />
      {isDescribing && (
        <PromptDetailsDialog
          prompt={stored}
          onCancel={() => setDescribing(false)}
          onSave={async (details) => {
            // Only these two: what is being written stays as it is, saved or not.
            await savePrompt(api, stored, details);
            await refresh();
            setDescribing(false);
            showToast(promptMessages.details.saved, undefined, 'success');
          }}
        />
      )}
      {isNaming && (
        <CreateVersionDialog
          willSave={isChanged}
          onClose={() => setNaming(false)}
          onCreate={async (description) => {
            if (isChanged) await store();
            const created = await createPromptVersion(api, stored.id, description);
            showToast(promptMessages.versions.created(created), undefined, 'success');
            setNaming(false);
            await refresh();
          }}
        />
      )}
      {blocker.state === 'blocked' && (
        <Dialog
          title={words.leave}
          submitLabel={words.save}
          cancelLabel={promptMessages.versions.cancel}
          failedTitle={words.saveFailed}
          onCancel={() => blocker.reset()}
          onSubmit={async () => {
            await store();
            blocker.proceed();
          }}
        >
          <Button variant="link" formAction="none" onClick={() => blocker.proceed()}>
            {words.discard}
          </Button>
        </Dialog>
      )}
    </div>
  );
}

function CreateVersionDialog({
  willSave,
  onClose,
  onCreate,
}: {
  readonly willSave: boolean;
  onClose(): void;
  onCreate(description: string): Promise<void>;
}) {
  const field = useFocusSoon<TextareaProps.Ref>();
  const [description, setDescription] = useState('');
  const { versions } = promptMessages;
  return (
    <Dialog
      title={versions.createTitle}
      submitLabel={versions.submit}
      cancelLabel={versions.cancel}
      failedTitle={versions.failed}
      onCancel={onClose}
      onSubmit={() => onCreate(description.trim())}
    >
      <FormField label={versions.description} description={versions.descriptionHelp}>
        <Textarea
          value={description}
          rows={2}
          ref={field}
          onChange={({ detail }) => setDescription(detail.value.slice(0, 200))}
        />
      </FormField>
      {willSave && <p className="sb-secondary sb-flat">{versions.willSave}</p>}
    </Dialog>
  );
}
