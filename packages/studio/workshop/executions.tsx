import '@cloudscape-design/global-styles/index.css';
import '../src/fonts.css';
import '../src/theme.css';
import '../src/base.css';
import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createMemoryRouter, RouterProvider } from 'react-router-dom';
import { type Api, ApiProvider } from '../src/api/index.ts';
import { createFlowDocument } from '../src/document/index.ts';
import { createEditor, EditorProvider } from '../src/editor/index.ts';
import { DataPanel } from '../src/executions/data/data-panel.tsx';
import { createExecutions, runCommands } from '../src/executions/index.ts';
import { ExecutionPage } from '../src/executions/runs/execution-page.tsx';
import { ExecutionsPage } from '../src/executions/runs/executions-page.tsx';
import { TestPanel } from '../src/executions/test/test-panel.tsx';
import { Timeline } from '../src/executions/timeline/timeline.tsx';
import { pastRuns } from './executions-past.ts';
import {
  digest,
  digestDefinition,
  largeValue,
  manyIterations,
  manyTokens,
  TEXTS,
} from './executions-scripts.ts';
import { createScriptedClient } from './executions-server.ts';

/*
 * The room of executions with made-up runs.
 * ?show=test|timeline|data|all|list|run &script=digest|failing|iterations|tokens|large &speed=10 &theme=dark &start
 */
const query = new URLSearchParams(location.search);
const show = query.get('show') ?? 'all';
applyMode(query.get('theme') === 'dark' ? Mode.Dark : Mode.Light);
applyDensity(Density.Compact);

const SCRIPTS = {
  digest: digest({ failing: -1 }),
  failing: digest(),
  iterations: manyIterations({ items: Number(query.get('items') ?? 30_000) }),
  tokens: manyTokens(),
  large: largeValue(),
};
const script = SCRIPTS[(query.get('script') ?? 'failing') as keyof typeof SCRIPTS];

const client = createScriptedClient({
  scriptFor: ({ inputs }) => {
    const texts = inputs?.[0]?.document;
    return query.get('script') === 'digest' &&
      Array.isArray(texts) &&
      texts.every((text) => typeof text === 'string')
      ? digest({ texts: texts as string[], failing: -1 })
      : script;
  },
  speed: Number(query.get('speed') ?? 1),
  past: pastRuns(),
});
const flow = createFlowDocument({
  definition: script.definition,
  studio: {
    version: 1,
    // The flow of many writers takes one text.
    savedInputs:
      query.get('script') === 'tokens'
        ? []
        : [
            { id: 'a', name: 'Ten texts', document: TEXTS },
            { id: 'b', name: 'Only two', document: TEXTS.slice(0, 2) },
          ],
  },
});
const executions = createExecutions({
  flowId: 'FLOW123456',
  document: flow,
  client,
  draft: {
    save: async () => {},
    prepare: async () => {
      if (query.has('unprepared')) throw new Error('Prompt Summarize has no model.');
    },
  },
});
const editor = createEditor({
  flowId: 'FLOW123456',
  document: flow,
  run: executions.source,
  samples: executions.samples,
  commands: runCommands,
  toast: () => {},
});
executions.attach(editor);

// Reached by the workshop's own tests and by benchmarks.
Object.assign(globalThis, { workshop: { client, executions, editor, flow, digestDefinition } });
if (query.has('start')) void executions.start({ mode: 'Whole' });

const api = {
  streambed: client,
  endpoint: 'http://127.0.0.1:4600',
  region: 'us-east-1',
  accountId: '123456789012',
  principalArn: 'arn:aws:iam::123456789012:user/ana',
} as unknown as Api;

function Panels() {
  return (
    <EditorProvider value={editor}>
      <main
        style={{ height: '100vh', display: 'flex', flexDirection: 'column', background: 'var(--sb-panel)' }}
      >
        <h1 className="sb-visually-hidden">Executions workshop</h1>
        {(show === 'test' || show === 'all') && (
          <div style={{ flex: 1, minHeight: 0, borderBottom: '1px solid var(--sb-divider)' }}>
            <TestPanel />
          </div>
        )}
        {(show === 'timeline' || show === 'all') && (
          <div style={{ flex: 1, minHeight: 0, borderBottom: '1px solid var(--sb-divider)' }}>
            <Timeline />
          </div>
        )}
        {(show === 'data' || show === 'all') && (
          <div style={{ flex: 1, minHeight: 0 }}>
            <DataPanel />
          </div>
        )}
      </main>
    </EditorProvider>
  );
}

const router = createMemoryRouter(
  [
    {
      path: '/executions',
      element: (
        <main style={{ padding: 20 }}>
          <ExecutionsPage />
        </main>
      ),
    },
    {
      path: '/flows/:flowId/runs',
      element: (
        <main style={{ padding: 20 }}>
          <ExecutionsPage flowId="FLOW123456" />
        </main>
      ),
    },
    {
      path: '/flows/:flowId',
      element: (
        <main>
          <h1>Flow</h1>
        </main>
      ),
    },
    {
      path: '/runs/:runId',
      element: (
        <main style={{ height: '100vh' }}>
          <ExecutionPage
            runId={query.get('run') ?? 'run-0001'}
            renderCanvas={() => <p className="sb-executions-empty">The canvas goes here.</p>}
          />
        </main>
      ),
    },
    { path: '*', element: <Panels /> },
  ],
  { initialEntries: [show === 'list' ? '/executions' : show === 'run' ? '/runs/run-0001' : '/'] },
);

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
    <ApiProvider value={api}>
      <RouterProvider router={router} />
    </ApiProvider>
  </QueryClientProvider>,
);
