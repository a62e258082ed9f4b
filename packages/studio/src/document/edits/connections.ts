import type { JsonValue } from '@streambed/model';
import type { FlowEdit, InputPlace, OutputPlace } from '../flow-edit.ts';
import type { ConnectionId, NodeId, ScopeId } from '../flow-snapshot.ts';
import { jsonOf } from '../flow-store.ts';
import { removeConnection } from '../write-definition.ts';
import type { EditContext } from './edit-context.ts';
import { writePath } from './write-path.ts';

type ConnectionEdits = Pick<
  FlowEdit,
  'connect' | 'connectBranch' | 'disconnect' | 'reconnect' | 'insertOnConnection'
>;

/** Connections: between two places of one scope, one to an input. */
export const connectionEdits = (
  context: EditContext,
  { changeInput }: Pick<FlowEdit, 'changeInput'>,
): ConnectionEdits => {
  const { store } = context;
  const commonScope = (from: NodeId, to: NodeId): ScopeId => {
    const scope = context.scopeOf(to);
    if (context.scopeOf(from) !== scope) throw new Error('A connection cannot cross the border of a loop.');
    if (from === to) throw new Error('A node cannot lead into itself. Repeat work with a Loop.');
    return scope;
  };
  const viewOf = (id: ConnectionId) => {
    const view = context.snapshot().connections.get(id);
    if (!view) throw new Error('The connection is not there any more.');
    return view;
  };
  /** What else leads to the input goes. */
  const clear = ({ node, input }: InputPlace, but?: ConnectionId) => {
    for (const view of context.snapshot().connections.values())
      if (view.id !== but && view.target === node && view.targetInput === input)
        removeConnection(store, view.id);
  };
  const connect = (from: OutputPlace, to: InputPlace, expression?: string): ConnectionId => {
    const scope = commonScope(from.node, to.node);
    if (expression !== undefined) changeInput(to.node, to.input, { expression });
    const same = [...context.snapshot().connections.values()].find(
      (view) =>
        view.target === to.node &&
        view.targetInput === to.input &&
        view.source === from.node &&
        view.sourceOutput === from.output,
    );
    clear(to, same?.id);
    if (same) return same.id;
    return context.insertConnection(
      scope,
      { type: 'Data', configuration: { data: { sourceOutput: from.output, targetInput: to.input } } },
      { from: from.node, at: from.output, to: to.node, input: to.input },
    );
  };
  const connectBranch: FlowEdit['connectBranch'] = (from, to) => {
    const scope = commonScope(from.node, to);
    for (const view of context.snapshot().connections.values())
      if (view.source === from.node && view.condition === from.condition && view.target === to)
        return view.id;
    return context.insertConnection(
      scope,
      { type: 'Conditional', configuration: { conditional: { condition: from.condition } } },
      { from: from.node, at: from.condition, to },
    );
  };
  return {
    connect,
    connectBranch,
    disconnect(connections) {
      for (const id of [...connections]) removeConnection(store, id);
    },
    reconnect(id, { from, to }) {
      const view = viewOf(id);
      const item = store.connections.get(id)!;
      const json = jsonOf(item);
      const source = from?.node ?? view.source;
      const target = (typeof to === 'string' ? to : to?.node) ?? view.target;
      if (source !== undefined && target !== undefined) commonScope(source, target);
      const isData = from ? 'output' in from : view.type === 'Data';
      const input = typeof to === 'object' ? to.input : view.targetInput;
      if (isData && input === undefined) throw new Error('A value needs an input to go to.');
      if (isData && target !== undefined) clear({ node: target, input: input! }, id);
      if (from) item.set('source', from.node);
      if (to !== undefined) item.set('target', target);
      const sourceOutput = from && 'output' in from ? from.output : view.sourceOutput;
      const condition = from && 'condition' in from ? from.condition : view.condition;
      const configuration = isData
        ? { data: { sourceOutput: sourceOutput ?? '', targetInput: input! } }
        : { conditional: { condition: condition ?? '' } };
      writePath(json, ['configuration'], configuration as unknown as JsonValue);
      if (view.type !== (isData ? 'Data' : 'Conditional')) json.set('type', isData ? 'Data' : 'Conditional');
      context.generateName(viewOf(id));
    },
    insertOnConnection(id, node) {
      const view = viewOf(id);
      const between = context.node(node);
      if (view.source === undefined || view.target === undefined)
        throw new Error('The connection is not there any more.');
      if (view.condition !== undefined) {
        removeConnection(store, id);
        connectBranch({ node: view.source, condition: view.condition }, node);
        const input = context.node(view.target).inputs[0];
        const output = between.outputs[0];
        if (input && output) connect({ node, output: output.name }, { node: view.target, input: input.name });
        return;
      }
      const wanted = context.node(view.target).inputs.find(({ name }) => name === view.targetInput)?.type;
      const given = context.node(view.source).outputs.find(({ name }) => name === view.sourceOutput)?.type;
      const input = between.inputs.find(({ type }) => type === given) ?? between.inputs[0];
      const output = between.outputs.find(({ type }) => type === wanted) ?? between.outputs[0];
      if (!input || !output) throw new Error(`${between.name} cannot stand between two nodes.`);
      connect({ node, output: output.name }, { node: view.target, input: view.targetInput! });
      connect({ node: view.source, output: view.sourceOutput! }, { node, input: input.name });
    },
  };
};
