import '@cloudscape-design/global-styles/index.css';
import '../src/fonts.css';
import '../src/theme.css';
import '../src/base.css';
import './canvas.css';
import { diffDefinitions } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { largeFlow } from '../../../conformance/studio/support/large-flow.ts';
import { Canvas, canvasCommands, Palette } from '../src/canvas/index.ts';
import { Outline } from '../src/canvas/outline/outline.tsx';
import { DiffCanvas } from '../src/canvas/still/diff-canvas.tsx';
import { FlowMiniature } from '../src/canvas/still/flow-miniature.tsx';
import {
  createFlowDocument,
  newFlowDefinition,
  problemsOf,
  type StudioContent,
} from '../src/document/index.ts';
import {
  type Command,
  createEditor,
  type Editor,
  EditorProvider,
  type NodeRunView,
  type Samples,
  useEditorState,
} from '../src/editor/index.ts';
import { scriptedRun, scripts } from './canvas-runs.ts';

const flows = import.meta.glob<FlowDefinition>('../../../examples/*/flow.json', { import: 'default' });
const parameters = new URLSearchParams(location.search);
const scene = parameters.get('scene') ?? 'condition-router';

const loadFlow = async (): Promise<{ definition: FlowDefinition; studio?: StudioContent }> => {
  if (scene === 'new') return { definition: newFlowDefinition() };
  if (scene === 'empty') return { definition: { nodes: [], connections: [] } };
  const large = /^large-(\d+)(-unplaced)?$/.exec(scene);
  if (large) {
    const { definition, positions } = largeFlow(Number(large[1]));
    return large[2] === undefined ? { definition, studio: { version: 1, positions } } : { definition };
  }
  const load = flows[`../../../examples/${scene}/flow.json`];
  if (!load) throw new Error(`There is no example ${scene}.`);
  return { definition: await load() };
};

/** What runs would tell: an object and a list with members to pick, texts elsewhere. */
const samples: Samples = {
  output: () => undefined,
  delivered: (node, input) => {
    const { connections } = document_.snapshot();
    for (const { target, targetInput, sourceName } of connections.values())
      if (target === node && targetInput === input)
        return sourceName.includes('Input')
          ? {
              type: 'Object',
              origin: 'run',
              value: {
                user: { name: 'Ada', 'first order': true, tags: ['new', 'vip'] },
                message: 'I was charged twice',
                count: 3,
              },
            }
          : { type: 'String', origin: 'run', value: 'billing' };
    return undefined;
  },
  declared: () => undefined,
  subscribe: () => () => undefined,
};

const { definition, studio } = await loadFlow();
const document_ = createFlowDocument({ definition, ...(studio && { studio }) });
const run = scriptedRun(document_);
const toasts: { show(text: string, action?: { label: string; run(): void }): void } = {
  show: () => undefined,
};
const startOnEnter: Command = {
  id: 'workshop.fail',
  label: 'Pretend that a run failed',
  group: 'run',
  run: () => run.show(scripts.failed ?? {}),
};
const editor: Editor = createEditor({
  flowId: 'WORKSHOP01',
  document: document_,
  run,
  samples,
  commands: [...canvasCommands, startOnEnter],
  toast: (text, action) => toasts.show(text, action),
  ...(parameters.has('readOnly') && {
    access: { mode: 'readOnly', reason: 'You are looking at version 4.' } as const,
  }),
});
const check = () =>
  editor.state.setState({ problems: problemsOf(document_.snapshot(), document_.definition()) });
check();
document_.subscribe(() => queueMicrotask(check));

const script = parameters.get('run');
if (script !== null) run.show(scripts[script] ?? {});

interface Workshop {
  readonly editor: Editor;
  show(views: { readonly [name: string]: NodeRunView }): void;
}
declare global {
  var workshop: Workshop;
}
globalThis.workshop = { editor, show: (views) => run.show(views) };

if (parameters.has('dark')) document.body.classList.add('awsui-dark-mode');

function Page() {
  const [toast, setToast] = useState<{ text: string; action?: { label: string; run(): void } }>();
  toasts.show = (text, action) => setToast({ text, ...(action && { action }) });
  const [tab, setTab] = useState(parameters.get('left') ?? 'palette');
  return (
    <EditorProvider value={editor}>
      <main className="workshop">
        <h1 className="sb-visually-hidden">Workshop of the canvas</h1>
        {parameters.get('left') !== 'none' && (
          <section className="workshop-left" aria-label="Palette and outline">
            <div className="workshop-tabs">
              <button type="button" onClick={() => setTab('palette')}>
                Nodes
              </button>
              <button type="button" onClick={() => setTab('outline')}>
                Outline
              </button>
            </div>
            {tab === 'outline' ? <Outline /> : <Palette />}
          </section>
        )}
        <section className="workshop-canvas" aria-label="Canvas">
          <Canvas flowName="Ticket router" />
        </section>
        <Said />
        {toast && (
          <div className="workshop-toast" role="alert">
            {toast.text}
            {toast.action && (
              <button
                type="button"
                onClick={() => {
                  toast.action?.run();
                  setToast(undefined);
                }}
              >
                {toast.action.label}
              </button>
            )}
          </div>
        )}
      </main>
    </EditorProvider>
  );
}

function Said() {
  const text = useEditorState(({ announcement }) => announcement);
  const alarm = useEditorState((state) => state.alarm);
  return (
    <>
      <div className="sb-visually-hidden" role="status" aria-live="polite">
        {text}
      </div>
      <div className="sb-visually-hidden" role="alert" aria-live="assertive">
        {alarm}
      </div>
    </>
  );
}

/** A flow against one with a node more, a node less and a changed prompt. */
function DiffPage() {
  const head = structuredClone(definition);
  const base = structuredClone(definition);
  const [first] = base.nodes?.filter(({ type }) => type === 'Prompt') ?? [];
  if (first?.configuration?.prompt?.sourceConfiguration.inline)
    first.configuration.prompt.sourceConfiguration.inline.modelId = 'amazon.nova-pro-v1:0';
  head.nodes = head.nodes?.filter(({ name }) => name !== base.nodes?.at(-1)?.name) ?? [];
  head.connections =
    head.connections?.filter(({ target }) => head.nodes?.some(({ name }) => name === target)) ?? [];
  base.nodes = base.nodes?.filter(({ name }) => name !== definition.nodes?.at(-2)?.name) ?? [];
  base.connections =
    base.connections?.filter(({ target }) => base.nodes?.some(({ name }) => name === target)) ?? [];
  return (
    <main className="workshop">
      <section className="workshop-canvas" aria-label="Canvas">
        <DiffCanvas base={base} head={head} diff={diffDefinitions(base, head)} />
      </section>
    </main>
  );
}

const all =
  parameters.get('view') === 'miniatures'
    ? await Promise.all(Object.values(flows).map((load) => load()))
    : [];
const page =
  parameters.get('view') === 'diff' ? (
    <DiffPage />
  ) : parameters.get('view') === 'miniatures' ? (
    <main className="workshop-miniatures">
      {all.map((flow) => (
        <div key={JSON.stringify(flow).length} className="workshop-miniature">
          <FlowMiniature definition={flow} />
        </div>
      ))}
    </main>
  ) : (
    <Page />
  );
createRoot(document.getElementById('root')!).render(
  parameters.has('strict') ? <StrictMode>{page}</StrictMode> : page,
);
