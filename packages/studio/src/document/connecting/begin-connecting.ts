import type { FlowNodeInput, FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { connectingMessages as words } from '../../messages/document.ts';
import type { ConnectOutcome, Remedy } from '../connecting.ts';
import type { BranchPlace, InputPlace, OutputPlace } from '../flow-edit.ts';
import { uniqueName } from '../flow-names.ts';
import type { ConnectionView, FlowSnapshot, NodeId, NodeView } from '../flow-snapshot.ts';
import { FLOW_SCOPE } from '../flow-snapshot.ts';

/** Types that take new inputs when something is dropped on their card. */
const TAKES_NEW_INPUTS = new Set(['Prompt', 'Condition', 'LambdaFunction', 'InlineCode', 'Loop']);
const SCALARS = new Set<FlowNodeIODataType>(['String', 'Number', 'Boolean']);

const refused = (reason: string, remedies: readonly Remedy[] = []): ConnectOutcome => ({
  kind: 'refused',
  reason,
  remedies,
});

/** How a value of one type may go into an input of another, under the whole-value expression `$.data`. */
type Fit = 'fits' | 'member' | 'never';
const fitOf = (from: FlowNodeIODataType, to: FlowNodeIODataType): Fit => {
  if (from === to) return 'fits';
  if (from === 'Object') return 'member';
  // `$.data[0]` yields one item, so an Array may feed anything but needs a member to be picked.
  return from === 'Array' && (SCALARS.has(to) || to === 'Object') ? 'member' : 'never';
};

/** What is known of a drag once it has begun, so that each pointer move costs little. */
export interface Connecting {
  readonly from: OutputPlace | BranchPlace;
  /** `to` is an input, or a node's body. */
  to(target: InputPlace | NodeId): ConnectOutcome;
}

/** Names of nodes from `start` along connections to `goal`, both included; undefined when there is no way. */
const wayBetween = (
  snapshot: FlowSnapshot,
  outgoing: ReadonlyMap<NodeId, readonly NodeId[]>,
  start: NodeId,
  goal: NodeId,
): readonly string[] | undefined => {
  const cameFrom = new Map<NodeId, NodeId | undefined>([[start, undefined]]);
  const pending = [start];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at === goal) {
      const names: string[] = [];
      for (let step: NodeId | undefined = at; step !== undefined; step = cameFrom.get(step))
        names.unshift(snapshot.nodes.get(step)?.name ?? '');
      return names;
    }
    for (const next of outgoing.get(at) ?? [])
      if (!cameFrom.has(next)) {
        cameFrom.set(next, at);
        pending.push(next);
      }
  }
  return undefined;
};

/** Who leads where; made once for as long as no connection changes. */
interface Graph {
  readonly outgoing: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** By `inputKey`. */
  readonly incoming: ReadonlyMap<string, ConnectionView>;
}
const inputKey = (node: NodeId, input: string): string => `${node}\n${input}`;
const graphs = new WeakMap<FlowSnapshot['connections'], Graph>();
const graphOf = ({ connections }: FlowSnapshot): Graph => {
  const known = graphs.get(connections);
  if (known) return known;
  const outgoing = new Map<NodeId, NodeId[]>();
  const incoming = new Map<string, ConnectionView>();
  for (const connection of connections.values()) {
    const { source, target, targetInput } = connection;
    if (target === undefined) continue;
    if (source !== undefined) {
      const list = outgoing.get(source);
      if (list) list.push(target);
      else outgoing.set(source, [target]);
    }
    if (targetInput !== undefined) incoming.set(inputKey(target, targetInput), connection);
  }
  const graph = { outgoing, incoming };
  graphs.set(connections, graph);
  return graph;
};

/** The node and everything that it leads to: nothing of it may lead to the node. */
export const leadsTo = (snapshot: FlowSnapshot, node: NodeId): ReadonlySet<NodeId> => {
  const { outgoing } = graphOf(snapshot);
  const found = new Set([node]);
  for (const id of found) for (const next of outgoing.get(id) ?? []) found.add(next);
  return found;
};

/** Begins to connect from an output or a branch: who could take it, decided in the words of validation. */
export const beginConnecting = (snapshot: FlowSnapshot, from: OutputPlace | BranchPlace): Connecting => {
  const source = snapshot.nodes.get(from.node);
  const { outgoing, incoming } = graphOf(snapshot);
  const type = 'output' in from ? source?.outputs.find(({ name }) => name === from.output)?.type : undefined;
  const ways = new Map<NodeId, readonly string[] | undefined>();
  const wayBack = (target: NodeId) => {
    if (!ways.has(target)) ways.set(target, wayBetween(snapshot, outgoing, target, from.node));
    return ways.get(target);
  };

  const refusalOf = (target: NodeView | undefined): string | undefined => {
    if (!source || !target) return words.gone;
    if (target.id === source.id) return words.itself;
    if (target.type === 'Input') return words.input;
    if (target.type === 'LoopInput') return words.loopInput;
    if (target.scope !== source.scope) {
      const inner = target.scope === FLOW_SCOPE ? source.scope : target.scope;
      return words.border(snapshot.nodes.get(inner)?.name ?? '');
    }
    const way = wayBack(target.id);
    if (way) return words.cycle([...way, target.name]);
    return undefined;
  };

  const into = (target: NodeView, input: FlowNodeInput): ConnectOutcome => {
    const place = { node: target.id, input: input.name };
    if (!('output' in from)) return refused(words.branchIntoInput);
    if (type === undefined) return refused(words.gone);
    const occupied = incoming.get(inputKey(target.id, input.name));
    const says =
      occupied && occupied.source !== undefined
        ? words.replaces(occupied.sourceName, occupied.sourceOutput ?? '')
        : words.connects(target.name, input.name);
    const replaces = occupied ? { replaces: occupied.id } : {};
    // An expression that reads a member may well yield what the input wants.
    if (input.expression !== '$.data' && type !== input.type && (type === 'Object' || type === 'Array'))
      return { kind: 'connects', to: place, says, ...replaces };
    switch (fitOf(type, input.type)) {
      case 'fits':
        return { kind: 'connects', to: place, says, ...replaces };
      case 'member':
        return {
          kind: 'pickMember',
          to: place,
          says: words.pickMember(target.name, input.name),
          ...replaces,
        };
      case 'never':
        return refused(words.types(type, input.type), [
          { kind: 'setInputType', to: place, type, says: words.setType(input.name, type) },
          { kind: 'insertInlineCode', from, to: place, says: words.insertCode },
        ]);
    }
  };

  const onto = (target: NodeView): ConnectOutcome => {
    if (!('output' in from)) return { kind: 'branch', target: target.id, says: words.branch(target.name) };
    if (type === undefined) return refused(words.gone);
    const free = target.inputs.filter(({ name }) => !incoming.has(inputKey(target.id, name)));
    const fitting = free.filter((input) => fitOf(type, input.type) === 'fits');
    const possible =
      fitting.length > 0 ? fitting : free.filter((input) => fitOf(type, input.type) === 'member');
    if (possible.length === 1) return into(target, possible[0]!);
    if (possible.length > 1)
      return {
        kind: 'chooseInput',
        node: target.id,
        inputs: possible.map(({ name }) => name),
        says: words.choose(target.name),
      };
    if (TAKES_NEW_INPUTS.has(target.type)) {
      const taken = new Set(target.inputs.map(({ name }) => name));
      const name = uniqueName(
        from.output === 'document' || from.output === 'modelCompletion'
          ? (source?.name ?? from.output)
          : from.output,
        taken,
      );
      return { kind: 'newInput', node: target.id, name, type, says: words.newInput(name) };
    }
    const [only] = free.length > 0 ? free : target.inputs;
    return only ? into(target, only) : refused(words.noInputs(target.name));
  };

  return {
    from,
    to(place) {
      const target = snapshot.nodes.get(typeof place === 'string' ? place : place.node);
      const refusal = refusalOf(target);
      if (refusal !== undefined || !target) return refused(refusal ?? words.gone);
      if (typeof place === 'string') return onto(target);
      const input = target.inputs.find(({ name }) => name === place.input);
      return input ? into(target, input) : refused(words.gone);
    },
  };
};

/** One place that the keyboard's list offers. */
export interface Candidate {
  readonly to: InputPlace | NodeId;
  readonly label: string;
  readonly outcome: ConnectOutcome;
}

const RANK: Readonly<Record<ConnectOutcome['kind'], number>> = {
  connects: 0,
  branch: 0,
  pickMember: 1,
  newInput: 2,
  chooseInput: 3,
  refused: 4,
};

/** Every place that something could be connected to, fitting ones first, those that refuse last with their reason. */
export const candidates = (snapshot: FlowSnapshot, from: OutputPlace | BranchPlace): readonly Candidate[] => {
  const connecting = beginConnecting(snapshot, from);
  const scope = snapshot.nodes.get(from.node)?.scope;
  const found: Candidate[] = [];
  for (const id of snapshot.scopes.get(scope ?? FLOW_SCOPE)?.nodes ?? []) {
    const node = snapshot.nodes.get(id);
    if (!node || id === from.node) continue;
    if ('output' in from)
      for (const input of node.inputs) {
        const to = { node: id, input: input.name };
        found.push({ to, label: `${node.name}.${input.name}`, outcome: connecting.to(to) });
      }
    const body = connecting.to(id);
    if (!('output' in from) || body.kind === 'newInput' || node.inputs.length === 0)
      found.push({
        to: id,
        label: body.kind === 'newInput' ? `${node.name}.${body.name}` : node.name,
        outcome: body,
      });
  }
  const occupied = ({ outcome }: Candidate) =>
    outcome.kind === 'connects' && outcome.replaces !== undefined ? 0.5 : 0;
  return found.toSorted((a, b) => RANK[a.outcome.kind] + occupied(a) - RANK[b.outcome.kind] - occupied(b));
};
