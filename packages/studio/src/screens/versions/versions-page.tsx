import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { useApi } from '../../api/index.ts';
import { showToast, usePages } from '../../components/index.ts';
import { versionMessages } from '../../messages/versions.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { HistoryDrawer, SnippetsDialog } from './alias-dialogs.tsx';
import { readAliasHistory } from './alias-history.ts';
import { AliasesTable } from './aliases-table.tsx';
import { CreateAliasDialog } from './create-alias-dialog.tsx';
import { DeleteAlias, DeleteVersion } from './delete-dialogs.tsx';
import { useSide } from './diff-preview.tsx';
import { MoveAliasDialog } from './move-alias-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import {
  type AliasRow,
  listAliases,
  listVersions,
  loadStudioContent,
  moveAlias,
  TEST_ALIAS,
  type VersionRow,
  versionKeys,
} from './queries.ts';
import { saveDraft } from './save-draft.ts';
import { VersionsTable } from './versions-table.tsx';
import './versions.css';

/** What lies over the page. */
type Over =
  | { readonly kind: 'publish' | 'createAlias' }
  | { readonly kind: 'move' | 'promote' | 'snippets' | 'history' | 'deleteAlias'; readonly alias: AliasRow }
  | { readonly kind: 'deleteVersion'; readonly version: VersionRow };

/** `/flows/ID/versions`: which versions there are, and which of them callers get. */
export function VersionsPage({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [parameters, setParameters] = useSearchParams();
  const [over, setOver] = useState<Over | undefined>(
    parameters.get('publish') === null ? undefined : { kind: 'publish' },
  );
  const draft = useSide(flowId, 'DRAFT');
  usePageTitle(draft.data ? versionMessages.pageTitle(draft.data.name) : versionMessages.versions.title);

  const versions = usePages({
    queryKey: versionKeys.versions(flowId),
    fetchPage: (nextToken, signal) => listVersions(api, flowId, nextToken, signal),
  });
  const aliases = usePages({
    queryKey: versionKeys.aliases(flowId),
    fetchPage: (nextToken, signal) => listAliases(api, flowId, nextToken, signal),
  });
  const { data: content } = useQuery({
    queryKey: versionKeys.studio(flowId),
    queryFn: () => loadStudioContent(api, flowId).then((loaded) => loaded ?? null),
  });
  const history = useMemo(() => readAliasHistory(content), [content]);
  const numbers = useMemo(
    () => versions.items.map(({ version }) => version).sort((one, other) => Number(other) - Number(one)),
    [versions.items],
  );
  const movable = aliases.items.filter(({ id }) => id !== TEST_ALIAS);
  const refresh = () => queryClient.invalidateQueries({ queryKey: versionKeys.all(flowId) });
  const close = () => {
    setOver(undefined);
    if (parameters.get('publish') !== null) setParameters({}, { replace: true });
  };
  const closeAndRefresh = () => {
    close();
    void refresh();
  };
  const onMove = useCallback((alias: AliasRow) => setOver({ kind: 'move', alias }), []);

  const say = (title: string, error: unknown) =>
    showToast(`${title}: ${error instanceof Error ? error.message : String(error)}`, undefined, 'error');
  const rollBack = async (alias: AliasRow, target: string) => {
    const words = versionMessages.aliases;
    try {
      await moveAlias(api, flowId, alias, { target });
      showToast(
        words.rolledBack(alias.name, versionMessages.version(target).toLowerCase()),
        {
          label: versionMessages.versions.undo,
          run: () => void rollBack({ ...alias, target }, alias.target),
        },
        'success',
      );
      await refresh();
    } catch (error) {
      say(words.moveFailed(alias.name), error);
    }
  };
  const restore = async (version: string) => {
    const words = versionMessages.versions;
    try {
      const restored = await saveDraft(api, flowId, version);
      if (!restored) {
        showToast(words.alreadyDraft(version));
        return;
      }
      showToast(
        words.restored(version),
        { label: words.undo, run: () => void restored.undo().then(refresh) },
        'success',
      );
      await refresh();
    } catch (error) {
      say(words.restoreFailed(version), error);
    }
  };
  return (
    <div className="sb-versions">
      <VersionsTable
        flowId={flowId}
        pages={versions}
        aliases={aliases.items}
        onPublish={() => setOver({ kind: 'publish' })}
        onRestore={(version) => void restore(version)}
        onExport={(version) => void navigate(`/flows/${flowId}/export?v=${version}`)}
        onDelete={(version) => setOver({ kind: 'deleteVersion', version })}
      />
      <AliasesTable
        flowId={flowId}
        pages={aliases}
        history={history}
        versions={numbers}
        onCreate={() => setOver({ kind: 'createAlias' })}
        onMove={onMove}
        onPromote={(alias) => setOver({ kind: 'promote', alias })}
        onRollBack={(alias, target) => void rollBack(alias, target)}
        onSnippets={(alias) => setOver({ kind: 'snippets', alias })}
        onHistory={(alias) => setOver({ kind: 'history', alias })}
        onDelete={(alias) => setOver({ kind: 'deleteAlias', alias })}
      />
      {over?.kind === 'publish' && (
        <PublishDialog flowId={flowId} onClose={close} onPublished={() => void refresh()} />
      )}
      {over?.kind === 'createAlias' && (
        <CreateAliasDialog
          flowId={flowId}
          versions={numbers}
          takenNames={movable.map(({ name }) => name)}
          onClose={close}
          onCreated={({ name }, target) => {
            showToast(
              versionMessages.create.created(name, versionMessages.version(target).toLowerCase()),
              undefined,
              'success',
            );
            closeAndRefresh();
          }}
        />
      )}
      {(over?.kind === 'move' || over?.kind === 'promote') && (
        <MoveAliasDialog
          flowId={flowId}
          alias={over.alias}
          versions={numbers}
          {...(over.kind === 'promote' && {
            sources: movable.filter(({ id, target }) => id !== over.alias.id && target !== over.alias.target),
          })}
          onClose={close}
          onMoved={(target) => {
            showToast(
              versionMessages.aliases.moved(over.alias.name, versionMessages.version(target).toLowerCase()),
              undefined,
              'success',
            );
            closeAndRefresh();
          }}
        />
      )}
      {over?.kind === 'snippets' && (
        <SnippetsDialog flowId={flowId} alias={over.alias} content={content} onClose={close} />
      )}
      {over?.kind === 'history' && (
        <HistoryDrawer alias={over.alias} moves={history[over.alias.id] ?? []} onClose={close} />
      )}
      {over?.kind === 'deleteVersion' && (
        <DeleteVersion
          flowId={flowId}
          version={over.version.version}
          aliases={aliases.items}
          onClose={close}
          onDeleted={closeAndRefresh}
        />
      )}
      {over?.kind === 'deleteAlias' && (
        <DeleteAlias flowId={flowId} alias={over.alias} onClose={close} onDeleted={closeAndRefresh} />
      )}
    </div>
  );
}
