import '@cloudscape-design/global-styles/index.css';
import '../src/fonts.css';
import '../src/theme.css';
import '../src/base.css';
import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from '../src/api/index.ts';
import { createFlowDocument, problemsOf } from '../src/document/index.ts';
import {
  type Command,
  createEditor,
  EditorProvider,
  type Problem,
  useEditorState,
} from '../src/editor/index.ts';
import { Inspector } from '../src/nodes/index.ts';
import { madeUpApi } from './nodes-api.ts';
import { everyType } from './nodes-definition.ts';
import { createMadeUpRun } from './nodes-run.ts';

/*
 * The inspector on a flow with a node of every type, a made-up run and a made-up server.
 * ?node=Classify &many=Classify,Sum &connection &note &theme=dark &readOnly &width=400 &empty
 */
const query = new URLSearchParams(location.search);
applyMode(query.get('theme') === 'dark' ? Mode.Dark : Mode.Light);
applyDensity(Density.Compact);

const flow = createFlowDocument({
  definition: everyType,
  studio: {
    version: 1,
    remarks: { Classify: 'Asked support which classes they use.' },
    notes: [
      { id: 'n1', text: 'Ask **Ana**', tint: 'yellow', at: [0, 0], size: [200, 120], attachedTo: 'Classify' },
    ],
    savedInputs: [{ id: 'e', name: 'Example', document: { text: 'An example', amount: 3 } }],
  },
});
const { run, samples } = createMadeUpRun(flow);

const simple = (id: string, label: string, group: Command['group'] = 'edit'): Command => ({
  id,
  label,
  group,
  run: (editor) => editor.announce(label),
});
const editor = createEditor({
  flowId: 'FLOW123456',
  document: flow,
  run,
  samples,
  toast: (text) => editor.announce(text),
  commands: [
    {
      ...simple('run.onlyThis', 'Run only this', 'run'),
      run: (own) => run.runNode!([...own.state.getState().selection.nodes][0]!),
    },
    simple('run.untilHere', 'Run until here', 'run'),
    simple('canvas.duplicate', 'Duplicate'),
    simple('canvas.copy', 'Copy'),
    simple('canvas.delete', 'Delete'),
    simple('run.pinOutput', 'Pin output', 'run'),
    simple('canvas.align.left', 'Align left', 'view'),
    simple('canvas.distribute.across', 'Distribute', 'view'),
  ],
  ...(query.has('readOnly') && {
    access: { mode: 'readOnly', reason: 'You are looking at version 4. Versions do not change.' },
  }),
});

const check = () =>
  editor.state.setState({ problems: problemsOf(flow.snapshot(), flow.definition()) as readonly Problem[] });
check();
flow.subscribe(check);

const idOf = (name: string) => [...flow.snapshot().nodes.values()].find((node) => node.name === name)?.id;
const many = query
  .get('many')
  ?.split(',')
  .flatMap((name) => idOf(name) ?? []);
const [connection] = flow.snapshot().connections.keys();
const [note] = flow.snapshot().notes.keys();
if (many) editor.select({ nodes: new Set(many) });
else if (query.has('connection') && connection !== undefined)
  editor.select({ connections: new Set([connection]) });
else if (query.has('note') && note !== undefined) editor.select({ notes: new Set([note]) });
else if (!query.has('empty')) {
  const id = idOf(query.get('node') ?? 'Classify');
  if (id !== undefined) editor.select({ nodes: new Set([id]) });
}

// Reached by tests.
Object.assign(globalThis, { workshop: { editor, flow, idOf } });

function Announcement() {
  const announcement = useEditorState((state) => state.announcement);
  return <p role="status">{announcement}</p>;
}

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
    <ApiProvider value={madeUpApi}>
      <EditorProvider value={editor}>
        <main style={{ display: 'flex', height: '100vh', background: 'var(--sb-canvas-ground)' }}>
          <div style={{ flex: 1, padding: 16 }}>
            <h1 className="sb-visually-hidden">Nodes workshop</h1>
            <Announcement />
          </div>
          <aside
            aria-label="Inspector"
            style={{
              width: Number(query.get('width') ?? 400),
              overflow: 'auto',
              borderLeft: '1px solid var(--sb-divider)',
              background: 'var(--sb-panel)',
            }}
          >
            <Inspector />
          </aside>
        </main>
      </EditorProvider>
    </ApiProvider>
  </QueryClientProvider>,
);
