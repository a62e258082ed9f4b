import { GetFlowVersionCommand } from '@aws-sdk/client-bedrock-agent';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { type Api, failureOf, useApi } from '../../api/index.ts';
import { ErrorAlert } from '../../components/index.ts';
import { DraftError, type StudioContent } from '../../document/index.ts';
import { EditorProvider } from '../../editor/index.ts';
import { keyOf } from '../../executions/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import { FlowNotFound, FlowVersionNotFound } from '../not-found/not-found-page.tsx';
import { usePageTitle } from '../shell/page-title.ts';
import { layout } from './around-the-canvas.ts';
import { draftCalls } from './draft-calls.ts';
import { EditorFrame } from './editor-frame.tsx';
import { EditorSkeleton } from './editor-skeleton.tsx';
import {
  type LoadedFlow,
  type OpenEditor,
  openEditor,
  openedOffline,
  withWorkingCopy,
} from './open-editor.ts';
import { useAddress } from './use-address.ts';
import './editor-page.css';

const load = async (
  api: Api,
  flowId: string,
  version: string | undefined,
  /** Told where the cards will be, as soon as that is known. */
  onPositions: (positions: StudioContent['positions']) => void,
): Promise<LoadedFlow> => {
  const calls = draftCalls(api, flowId);
  const laid = calls.loadStudio().then((studio) => {
    onPositions(studio.content.positions);
    // Cards without places are laid out first: what does that comes while the flow itself does.
    if (Object.keys(studio.content.positions ?? {}).length === 0) layout().catch(() => undefined);
    return studio;
  });
  let loaded: LoadedFlow;
  try {
    const [draft, studio] = await Promise.all([calls.load(), laid]);
    loaded = { draft, studio, access: { mode: 'edit' } };
  } catch (error) {
    const isOffline = error instanceof DraftError && error.failure.kind === 'offline';
    const kept = isOffline && version === undefined ? await openedOffline(api, flowId) : undefined;
    if (!kept) throw error;
    return kept;
  }
  if (version === undefined) return withWorkingCopy(api, flowId, loaded);
  const found = await api.bedrockAgent.send(
    new GetFlowVersionCommand({ flowIdentifier: flowId, flowVersion: version }),
  );
  return {
    ...loaded,
    draft: { ...loaded.draft, definition: (found.definition ?? {}) as unknown as FlowDefinition },
    access: { mode: 'readOnly', reason: words.readOnly.version(version) },
  };
};

/** `/flows/ID?node=&run=&it=&v=&panel=&input=`: build, test and understand one flow. */
export function EditorPage() {
  const api = useApi();
  const { flowId = '' } = useParams();
  const [search] = useSearchParams();
  const version = search.get('v') ?? undefined;
  const [positions, setPositions] = useState<StudioContent['positions']>();
  const { data, error, refetch } = useQuery({
    queryKey: ['flow-to-edit', flowId, version],
    queryFn: () => load(api, flowId, version, setPositions),
    // Each opening starts from the server; while it is open the editor keeps itself in step, and nothing is asked again.
    gcTime: 0,
    staleTime: 'static',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  usePageTitle(data?.draft.name ?? words.untitled);
  if (error && !data) {
    const cause = failureOf(error.cause ?? error);
    if (cause.isNotFound)
      return version === undefined ? (
        <FlowNotFound flowId={flowId} />
      ) : (
        <FlowVersionNotFound flowId={flowId} version={version} />
      );
    return (
      <div className="sb-editor-failed">
        <ErrorAlert title={words.loadFailed} error={cause} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data) return <EditorSkeleton positions={positions} />;
  return <Opened key={`${flowId}/${version}`} flowId={flowId} version={version} loaded={data} />;
}

function Opened({
  flowId,
  version,
  loaded,
}: {
  readonly flowId: string;
  readonly version: string | undefined;
  readonly loaded: LoadedFlow;
}) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [search, setAddress] = useAddress();
  const [open, setOpen] = useState<OpenEditor>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once for what was loaded; the address follows the editor afterwards
  useEffect(() => {
    const opened = openEditor(api, flowId, loaded, {
      onRun: (runId) => setAddress({ run: runId }),
    });
    const { editor, document, executions } = opened;
    const panel = search.get('panel');
    if (
      panel === 'test' ||
      panel === 'timeline' ||
      panel === 'data' ||
      panel === 'problems' ||
      panel === 'json'
    )
      editor.showBottom(panel);
    const input = search.get('input');
    if (input !== null) executions.fillInSaved(input);
    const node = search.get('node');
    const id =
      node === null
        ? undefined
        : [...document.snapshot().nodes.values()].find(({ path }) => path === node)?.id;
    if (id !== undefined) editor.goTo({ node: id });
    const run = search.get('run');
    if (run !== null) void executions.open(run, search.get('it') ?? undefined);
    setOpen(opened);
    return () => opened.close();
  }, []);

  // The count of the top bar is looked up now and then; of a run that this page watched the end is known at once.
  useEffect(
    () =>
      open?.executions.state.subscribe(({ phase }, before) => {
        const isOn = phase === 'running' || phase === 'stopping';
        const wasOn = before.phase === 'running' || before.phase === 'stopping';
        if (isOn !== wasOn) void queryClient.invalidateQueries({ queryKey: ['running'] });
      }),
    [open, queryClient],
  );

  // Work that is not on the server yet keeps the tab open until the person says otherwise.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (open?.saver.hasUnsent()) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [open]);

  // The address names the node that is selected and the iteration that is looked at, so that it can be sent to somebody.
  useEffect(() => {
    if (!open) return;
    const { document, editor, executions } = open;
    const stopNode = editor.state.subscribe(({ selection: { nodes } }, { selection }) => {
      if (nodes === selection.nodes) return;
      const [only, ...others] = nodes;
      const isOne = only !== undefined && others.length === 0;
      setAddress({ node: isOne ? document.snapshot().nodes.get(only)?.path : undefined });
    });
    const stopIteration = executions.state.subscribe(({ iteration }, before) => {
      if (iteration !== before.iteration) setAddress({ it: keyOf(iteration) });
    });
    return () => {
      stopNode();
      stopIteration();
    };
  }, [open, setAddress]);

  if (!open) return <EditorSkeleton positions={loaded.studio.content.positions} />;
  return (
    <EditorProvider value={open.editor}>
      <EditorFrame open={open} name={loaded.draft.name} version={version} />
    </EditorProvider>
  );
}
