import { dataTypeOf } from '@streambed/flow/definition';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDocument, NodeId } from '../src/document/index.ts';
import type { NodeRunDetails, NodeRunView, RunSource, Sample, Samples } from '../src/editor/index.ts';
import { values } from './nodes-definition.ts';

const ANSWER = 'This is a bug: signing in worked yesterday and does not today.';

/** A run whose values are made up, and a model that writes a word each 20 ms. */
export const createMadeUpRun = (document: FlowDocument) => {
  const outputs = new Map<string, JsonValue>(Object.entries(values) as [string, JsonValue][]);
  const views = new Map<NodeId, NodeRunView>();
  const details = new Map<NodeId, NodeRunDetails>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const nameOf = (id: NodeId) => document.snapshot().nodes.get(id)?.name ?? '';
  const sampleOf = (value: JsonValue | undefined, origin: Sample['origin']): Sample | undefined => {
    const type = value === undefined ? 'Null' : dataTypeOf(value);
    return value === undefined || type === 'Null' ? undefined : { value, type, origin };
  };
  const output: Samples['output'] = (id, name) => {
    const pinned = document.snapshot().pins.get(id)?.outputs[name] as JsonValue | undefined;
    return sampleOf(pinned, 'pin') ?? sampleOf(outputs.get(`${nameOf(id)}.${name}`), 'run');
  };
  const samples: Samples = {
    output,
    delivered(id, input) {
      for (const { target, targetInput, source, sourceOutput } of document.snapshot().connections.values())
        if (target === id && targetInput === input && source !== undefined && sourceOutput !== undefined)
          return output(source, sourceOutput);
      return undefined;
    },
    declared: (id, name) =>
      document
        .snapshot()
        .nodes.get(id)
        ?.outputs.find((each) => each.name === name)?.type,
    subscribe(listener) {
      const stops = [document.subscribe(listener), subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
  const set = (id: NodeId, view: NodeRunView, more: NodeRunDetails) => {
    views.set(id, view);
    details.set(id, more);
    tell();
  };
  let runs = 0;
  const runNode = async (id: NodeId, given?: JsonObject) => {
    const node = document.snapshot().nodes.get(id);
    runs++;
    if (node?.type === 'InlineCode') {
      const code = node.configuration.inlineCode?.code ?? '';
      if (code.includes('boom'))
        set(
          id,
          {
            status: 'failed',
            durationMs: 12,
            fault: {
              kind: 'validation',
              message: "NameError: name 'boom' is not defined",
              line: code.split('\n').findIndex((line) => line.includes('boom')) + 1,
            },
          },
          {},
        );
      else {
        outputs.set(`${node.name}.response`, { long: true, words: 4 });
        set(id, { status: 'succeeded', durationMs: 12 }, { response: { output: 'printed by the code\n' } });
      }
      return;
    }
    const text = `${ANSWER} (${runs}${given ? `, ${JSON.stringify(given)}` : ''})`;
    for (const word of text.split(' ')) {
      const before = details.get(id)?.text ?? '';
      const isFirst = word === text.split(' ')[0] && views.get(id)?.status !== 'running';
      set(id, { status: 'running' }, { text: isFirst ? word : `${before} ${word}` });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    outputs.set(`${node?.name}.modelCompletion`, text);
    set(
      id,
      { status: 'succeeded', durationMs: 812, tokens: 96, usd: 0.0031 },
      { text, response: { stopReason: 'end_turn' } },
    );
  };
  const run: RunSource = {
    runId: 'run-1',
    isRunning: false,
    node: (id) => views.get(id),
    subscribeNode: (_, listener) => subscribe(listener),
    connection: () => undefined,
    subscribeConnections: () => () => undefined,
    subscribe,
    details: (id) => details.get(id),
    runNode,
  };
  return { run, samples };
};
