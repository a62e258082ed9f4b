import type { JsonObject, JsonValue } from '@streambed/model';
import type {
  FlowCondition,
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeInput,
  FlowNodeOutput,
  FlowNodeType,
} from '@streambed/model/bedrock-agent';
import * as Y from 'yjs';
import type { BranchPlace, FlowEdit, InputPlace, OutputPlace } from './flow-edit.ts';
import { connectionName, freeNodeName, NODE_NAME, uniqueName } from './flow-names.ts';
import {
  type ConnectionId,
  type ConnectionView,
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  type NodeView,
  type NoteId,
  type NoteView,
  type Pin,
  type Point,
  type ScopeId,
} from './flow-snapshot.ts';
import { type FlowStore, jsonOf, newId } from './flow-store.ts';
import { newNode } from './node-defaults.ts';
import type { Projection } from './projection.ts';
import {
  insertConnection,
  insertNode,
  nodesByName,
  reconcileScope,
  removeConnection,
  removeNode,
} from './write-definition.ts';
import { assign, fromY, mapOf, type Path, reconcileArray, reconcileText } from './y-json.ts';

/** The default branch of a Condition node; it has no expression and stays last. */
const DEFAULT = 'default';

/** The ways to change a flow, within one transaction. */
export class FlowEditing implements FlowEdit {
  readonly #store: FlowStore;
  readonly #projection: Projection;
  readonly #transaction: Y.Transaction;

  constructor(store: FlowStore, projection: Projection, transaction: Y.Transaction) {
    this.#store = store;
    this.#projection = projection;
    this.#transaction = transaction;
  }

  snapshot(): FlowSnapshot {
    this.#projection.absorb(this.#transaction.changed);
    return this.#projection.snapshot();
  }

  #node(id: NodeId): NodeView {
    const node = this.snapshot().nodes.get(id);
    if (!node) throw new Error('The node is not there any more.');
    return node;
  }

  #json(id: NodeId): Y.Map<unknown> {
    const item = this.#store.nodes.get(id);
    if (!item) throw new Error('The node is not there any more.');
    return jsonOf(item);
  }

  #namesIn(scope: ScopeId): Set<string> {
    return new Set(nodesByName(this.#store, scope).keys());
  }

  #connectionNames(scope: ScopeId): Set<string> {
    const names = new Set<string>();
    for (const connection of this.snapshot().connections.values())
      if (connection.scope === scope) names.add(connection.name);
    return names;
  }

  // nodes

  addNode({
    type,
    scope = FLOW_SCOPE,
    position,
    name,
    configuration,
  }: Parameters<FlowEdit['addNode']>[0]): NodeId {
    const taken = this.#namesIn(scope);
    const node = newNode(
      type,
      name === undefined ? freeNodeName(type, taken) : uniqueName(name, taken),
      configuration,
    );
    const id = insertNode(this.#store, scope, node);
    if (position) this.#store.positions.set(id, [position.x, position.y]);
    return id;
  }

  removeNodes(nodes: Iterable<NodeId>): void {
    for (const id of [...nodes]) removeNode(this.#store, id);
  }

  renameNode(id: NodeId, name: string): void {
    if (!NODE_NAME.test(name))
      throw new Error(
        `"${name}" cannot be a name: letters, digits and single _, starting with a letter, at least 2 characters.`,
      );
    const node = this.#node(id);
    if (node.name === name) return;
    const taken = this.#namesIn(node.scope);
    const before = node.name;
    const unique = uniqueName(name, taken);
    this.#json(id).set('name', unique);
    // Generated names of connections tell where they lead; those that an author chose stay.
    for (const connection of this.snapshot().connections.values())
      if ((connection.source === id || connection.target === id) && connection.name.includes(before))
        this.#renameConnection(connection);
  }

  #renameConnection(view: ConnectionView): void {
    const taken = this.#connectionNames(view.scope);
    taken.delete(view.name);
    jsonOf(this.#store.connections.get(view.id)!).set('name', this.#generatedName(view, taken));
  }

  #generatedName(view: ConnectionView, taken: ReadonlySet<string>): string {
    return connectionName(
      {
        source: view.sourceName,
        from: view.sourceOutput ?? view.condition ?? '',
        target: view.targetName,
        ...(view.targetInput !== undefined && { to: view.targetInput }),
      },
      taken,
    );
  }

  configure(id: NodeId, path: Path, value: unknown): void {
    write(this.#json(id), ['configuration', ...path], value as JsonValue | undefined, []);
  }

  writeText(id: NodeId, path: Path, text: string): void {
    this.configure(id, path, text);
  }

  setRemark(id: NodeId, remark: string): void {
    const text = this.#store.remarks.get(id);
    if (remark === '') this.#store.remarks.delete(id);
    else if (text) reconcileText(text, remark);
    else this.#store.remarks.set(id, new Y.Text(remark));
  }

  moveNodes(positions: ReadonlyMap<NodeId, Point>): void {
    for (const [id, { x, y }] of positions) {
      const now = this.#store.positions.get(id);
      if (this.#store.nodes.has(id) && (now?.[0] !== x || now[1] !== y))
        this.#store.positions.set(id, [x, y]);
    }
  }

  // inputs, outputs, conditions

  #writeList(
    id: NodeId,
    list: 'inputs' | 'outputs',
    items: readonly (FlowNodeInput | FlowNodeOutput)[],
  ): void {
    assign(this.#json(id), list, items as unknown as JsonValue, [list]);
  }

  addInput(id: NodeId, input: Parameters<FlowEdit['addInput']>[1]): void {
    const { inputs } = this.#node(id);
    if (inputs.some(({ name }) => name === input.name))
      throw new Error(`There is an input ${input.name} already.`);
    this.#writeList(id, 'inputs', [...inputs, { type: 'String', expression: '$.data', ...input }]);
    this.#mirrorLoop(id);
  }

  changeInput(id: NodeId, name: string, change: Partial<FlowNodeInput>): void {
    const { inputs } = this.#node(id);
    this.#writeList(
      id,
      'inputs',
      inputs.map((input) => (input.name === name ? withChange(input, change) : input)),
    );
    if (change.name !== undefined && change.name !== name)
      this.#renameEnd(id, 'targetInput', name, change.name);
    this.#mirrorLoop(id, { list: 'inputs', from: name, to: change.name ?? name });
  }

  removeInput(id: NodeId, name: string): void {
    const { inputs } = this.#node(id);
    this.#writeList(
      id,
      'inputs',
      inputs.filter((input) => input.name !== name),
    );
    for (const connection of this.snapshot().connections.values())
      if (connection.target === id && connection.targetInput === name)
        removeConnection(this.#store, connection.id);
    this.#mirrorLoop(id);
  }

  addOutput(id: NodeId, output: FlowNodeOutput): void {
    const { outputs } = this.#node(id);
    if (outputs.some(({ name }) => name === output.name))
      throw new Error(`There is an output ${output.name} already.`);
    this.#writeList(id, 'outputs', [...outputs, output]);
    this.#mirrorLoop(id);
  }

  changeOutput(id: NodeId, name: string, change: Partial<FlowNodeOutput>): void {
    const { outputs } = this.#node(id);
    this.#writeList(
      id,
      'outputs',
      outputs.map((output) => (output.name === name ? withChange(output, change) : output)),
    );
    if (change.name !== undefined && change.name !== name)
      this.#renameEnd(id, 'sourceOutput', name, change.name);
    this.#mirrorLoop(id, { list: 'outputs', from: name, to: change.name ?? name });
  }

  removeOutput(id: NodeId, name: string): void {
    const { outputs } = this.#node(id);
    this.#writeList(
      id,
      'outputs',
      outputs.filter((output) => output.name !== name),
    );
    for (const connection of this.snapshot().connections.values())
      if (connection.source === id && connection.sourceOutput === name)
        removeConnection(this.#store, connection.id);
    this.#mirrorLoop(id);
  }

  /** Connections that begin or end at the slot follow its new name. */
  #renameEnd(id: NodeId, end: 'sourceOutput' | 'targetInput', from: string, to: string): void {
    for (const connection of this.snapshot().connections.values()) {
      const isHere = end === 'sourceOutput' ? connection.source === id : connection.target === id;
      if (!isHere || connection[end] !== from) continue;
      write(jsonOf(this.#store.connections.get(connection.id)!), ['configuration', 'data', end], to, []);
    }
  }

  /**
   * Inputs of a Loop are what its LoopInput gives, outputs what its LoopController leaves with: whichever side was
   * changed, the other follows.
   */
  #mirrorLoop(
    id: NodeId,
    renamed?: { readonly list: 'inputs' | 'outputs'; readonly from: string; readonly to: string },
  ): void {
    const snapshot = this.snapshot();
    const node = snapshot.nodes.get(id);
    if (!node) return;
    const bodyOf = (loop: NodeId, type: FlowNodeType) =>
      snapshot.scopes
        .get(loop)
        ?.nodes.map((inner) => snapshot.nodes.get(inner)!)
        .find((inner) => inner.type === type);
    if (node.type === 'Loop') {
      const loopInput = bodyOf(id, 'LoopInput');
      if (loopInput) {
        this.#writeList(
          loopInput.id,
          'outputs',
          node.inputs.map(({ name, type }) => ({ name, type })),
        );
        if (renamed?.list === 'inputs' && renamed.from !== renamed.to)
          this.#renameEnd(loopInput.id, 'sourceOutput', renamed.from, renamed.to);
      }
      const controller = bodyOf(id, 'LoopController');
      if (controller) {
        const exits = controller.inputs.filter(({ category }) => category === 'ExitLoop');
        const others = controller.inputs.filter(({ category }) => category !== 'ExitLoop');
        const wanted = node.outputs.map(({ name, type }): FlowNodeInput => {
          const was =
            exits.find((exit) => exit.name === (renamed?.to === name ? renamed.from : name)) ??
            exits.find((exit) => exit.name === name);
          return { ...(was ?? { expression: '$.data', category: 'ExitLoop' as const }), name, type };
        });
        this.#writeList(controller.id, 'inputs', [...others, ...wanted]);
        if (renamed?.list === 'outputs' && renamed.from !== renamed.to)
          this.#renameEnd(controller.id, 'targetInput', renamed.from, renamed.to);
      }
    } else if (node.type === 'LoopInput' && node.scope !== FLOW_SCOPE) {
      const loop = snapshot.nodes.get(node.scope);
      if (loop) {
        const wanted = node.outputs.map(({ name, type }): FlowNodeInput => {
          const was = loop.inputs.find(
            (input) => input.name === (renamed?.to === name ? renamed.from : name),
          );
          return { expression: '$.data', ...was, name, type };
        });
        this.#writeList(loop.id, 'inputs', wanted);
        if (renamed && renamed.from !== renamed.to)
          this.#renameEnd(loop.id, 'targetInput', renamed.from, renamed.to);
      }
    } else if (node.type === 'LoopController' && node.scope !== FLOW_SCOPE) {
      const loop = snapshot.nodes.get(node.scope);
      if (loop) {
        const exits = node.inputs.filter(({ category }) => category === 'ExitLoop');
        this.#writeList(
          loop.id,
          'outputs',
          exits.map(({ name, type }) => ({ name, type })),
        );
        if (renamed && renamed.from !== renamed.to)
          this.#renameEnd(loop.id, 'sourceOutput', renamed.from, renamed.to);
      }
    }
  }

  #conditions(id: NodeId): readonly FlowCondition[] {
    return this.#node(id).configuration.condition?.conditions ?? [];
  }

  #writeConditions(id: NodeId, conditions: readonly FlowCondition[]): void {
    this.configure(id, ['condition', 'conditions'], conditions);
  }

  addCondition(id: NodeId, { name, expression }: Parameters<FlowEdit['addCondition']>[1]): void {
    const conditions = this.#conditions(id);
    if (conditions.some((condition) => condition.name === name))
      throw new Error(`There is a condition ${name} already.`);
    const added: FlowCondition = { name, ...(expression !== undefined && { expression }) };
    const last = conditions.findIndex((condition) => condition.name === DEFAULT);
    this.#writeConditions(id, last < 0 ? [...conditions, added] : conditions.toSpliced(last, 0, added));
  }

  changeCondition(id: NodeId, name: string, change: Parameters<FlowEdit['changeCondition']>[2]): void {
    this.#writeConditions(
      id,
      this.#conditions(id).map((condition) =>
        condition.name === name ? withChange(condition, change) : condition,
      ),
    );
    if (change.name === undefined || change.name === name) return;
    for (const connection of this.snapshot().connections.values())
      if (connection.source === id && connection.condition === name)
        write(
          jsonOf(this.#store.connections.get(connection.id)!),
          ['configuration', 'conditional', 'condition'],
          change.name,
          [],
        );
  }

  removeCondition(id: NodeId, name: string): void {
    this.#writeConditions(
      id,
      this.#conditions(id).filter((condition) => condition.name !== name),
    );
    for (const connection of this.snapshot().connections.values())
      if (connection.source === id && connection.condition === name)
        removeConnection(this.#store, connection.id);
  }

  moveCondition(id: NodeId, name: string, index: number): void {
    const conditions = this.#conditions(id);
    const moved = conditions.find((condition) => condition.name === name);
    if (!moved || name === DEFAULT) return;
    const rest = conditions.filter((condition) => condition !== moved);
    const last = rest.findIndex((condition) => condition.name === DEFAULT);
    const at = Math.max(0, Math.min(index, last < 0 ? rest.length : last));
    this.#writeConditions(id, rest.toSpliced(at, 0, moved));
  }

  // connections

  #insertConnection(
    scope: ScopeId,
    connection: Omit<FlowConnection, 'name' | 'source' | 'target'>,
    from: NodeId,
    to: NodeId,
    at: string,
    input?: string,
  ): ConnectionId {
    const source = this.#node(from).name;
    const target = this.#node(to).name;
    const name = connectionName(
      { source, from: at, target, ...(input !== undefined && { to: input }) },
      this.#connectionNames(scope),
    );
    const ends = new Map([
      [source, from],
      [target, to],
    ]);
    return insertConnection(this.#store, scope, { name, source, target, ...connection }, ends);
  }

  connect(from: OutputPlace, to: InputPlace, expression?: string): ConnectionId {
    const { scope } = this.#node(to.node);
    if (this.#node(from.node).scope !== scope)
      throw new Error('A connection cannot cross the border of a loop.');
    for (const connection of this.snapshot().connections.values())
      if (connection.target === to.node && connection.targetInput === to.input) {
        if (connection.source === from.node && connection.sourceOutput === from.output) {
          if (expression !== undefined) this.changeInput(to.node, to.input, { expression });
          return connection.id;
        }
        removeConnection(this.#store, connection.id);
      }
    if (expression !== undefined) this.changeInput(to.node, to.input, { expression });
    return this.#insertConnection(
      scope,
      { type: 'Data', configuration: { data: { sourceOutput: from.output, targetInput: to.input } } },
      from.node,
      to.node,
      from.output,
      to.input,
    );
  }

  connectBranch(from: BranchPlace, to: NodeId): ConnectionId {
    const { scope } = this.#node(to);
    if (this.#node(from.node).scope !== scope)
      throw new Error('A connection cannot cross the border of a loop.');
    for (const connection of this.snapshot().connections.values())
      if (
        connection.source === from.node &&
        connection.condition === from.condition &&
        connection.target === to
      )
        return connection.id;
    return this.#insertConnection(
      scope,
      { type: 'Conditional', configuration: { conditional: { condition: from.condition } } },
      from.node,
      to,
      from.condition,
    );
  }

  disconnect(connections: Iterable<ConnectionId>): void {
    for (const id of [...connections]) removeConnection(this.#store, id);
  }

  reconnect(id: ConnectionId, end: Parameters<FlowEdit['reconnect']>[1]): void {
    const view = this.snapshot().connections.get(id);
    if (!view) throw new Error('The connection is not there any more.');
    const item = this.#store.connections.get(id)!;
    const json = jsonOf(item);
    const { from, to } = end;
    if (from) {
      item.set('source', from.node);
      if ('output' in from)
        write(
          json,
          ['configuration'],
          { data: { sourceOutput: from.output, targetInput: view.targetInput ?? '' } },
          [],
        );
      else write(json, ['configuration'], { conditional: { condition: from.condition } }, []);
      json.set('type', 'output' in from ? 'Data' : 'Conditional');
    }
    if (typeof to === 'string') item.set('target', to);
    else if (to) {
      for (const other of this.snapshot().connections.values())
        if (other.id !== id && other.target === to.node && other.targetInput === to.input)
          removeConnection(this.#store, other.id);
      item.set('target', to.node);
      write(json, ['configuration', 'data', 'targetInput'], to.input, []);
    }
    this.#renameConnection(this.snapshot().connections.get(id)!);
  }

  insertOnConnection(id: ConnectionId, node: NodeId): void {
    const view = this.snapshot().connections.get(id);
    const between = this.#node(node);
    if (!view?.source || !view.target) throw new Error('The connection is not there any more.');
    if (view.condition !== undefined) {
      removeConnection(this.#store, id);
      this.connectBranch({ node: view.source, condition: view.condition }, node);
      const input = this.#node(view.target).inputs[0];
      const output = between.outputs[0];
      if (input && output)
        this.connect({ node, output: output.name }, { node: view.target, input: input.name });
      return;
    }
    const wanted = this.#node(view.target).inputs.find(({ name }) => name === view.targetInput)?.type;
    const given = this.#node(view.source).outputs.find(({ name }) => name === view.sourceOutput)?.type;
    const input = between.inputs.find(({ type }) => type === given) ?? between.inputs[0];
    const output = between.outputs.find(({ type }) => type === wanted) ?? between.outputs[0];
    if (!input || !output) throw new Error(`${between.name} cannot stand between two nodes.`);
    this.connect({ node, output: output.name }, { node: view.target, input: view.targetInput! });
    this.connect({ node: view.source, output: view.sourceOutput! }, { node, input: input.name });
  }

  // whole pieces

  replaceDefinition(definition: FlowDefinition): void {
    reconcileScope(this.#store, FLOW_SCOPE, definition);
  }

  paste(
    piece: FlowDefinition,
    { scope = FLOW_SCOPE, position }: Parameters<FlowEdit['paste']>[1],
  ): {
    readonly nodes: readonly NodeId[];
    readonly dropped: readonly string[];
  } {
    const taken = this.#namesIn(scope);
    const ids = new Map<string, NodeId>();
    const nodes: NodeId[] = [];
    for (const [index, node] of (piece.nodes ?? []).entries()) {
      const name = uniqueName(node.name, taken);
      taken.add(name);
      const id = insertNode(this.#store, scope, { ...node, name });
      if (position) this.#store.positions.set(id, [position.x + index * 280, position.y]);
      if (!ids.has(node.name)) ids.set(node.name, id);
      nodes.push(id);
    }
    const dropped: string[] = [];
    const names = this.#connectionNames(scope);
    for (const connection of piece.connections ?? []) {
      const from = ids.get(connection.source);
      const to = ids.get(connection.target);
      if (from === undefined || to === undefined) {
        dropped.push(connection.name);
        continue;
      }
      const source = this.#node(from).name;
      const target = this.#node(to).name;
      const { data, conditional } = connection.configuration ?? {};
      const isSame =
        source === connection.source && target === connection.target && !names.has(connection.name);
      const name = isSame
        ? connection.name
        : connectionName(
            {
              source,
              from: data?.sourceOutput ?? conditional?.condition ?? '',
              target,
              ...(data && { to: data.targetInput }),
            },
            names,
          );
      names.add(name);
      insertConnection(
        this.#store,
        scope,
        { ...connection, name, source, target },
        new Map([
          [source, from],
          [target, to],
        ]),
      );
    }
    return { nodes, dropped };
  }

  duplicate(nodes: Iterable<NodeId>): readonly NodeId[] {
    const snapshot = this.snapshot();
    const ids = [...nodes].filter((id) => snapshot.nodes.has(id));
    const first = ids[0] === undefined ? undefined : snapshot.nodes.get(ids[0]);
    if (!first) return [];
    const same = ids.filter((id) => snapshot.nodes.get(id)!.scope === first.scope);
    const piece = pieceOf(this.#projection, snapshot, same);
    const made = this.paste(piece, { scope: first.scope }).nodes;
    for (const [index, id] of made.entries()) {
      const at = snapshot.nodes.get(same[index]!)?.position;
      if (at) this.#store.positions.set(id, [at.x + 32, at.y + 32]);
    }
    return made;
  }

  // beside the definition

  addNote({
    scope = FLOW_SCOPE,
    position,
    text = '',
    tint = 'yellow',
    attachedTo,
  }: Parameters<FlowEdit['addNote']>[0]): NoteId {
    const id = newId(this.#store);
    const note = new Y.Map<unknown>();
    note.set('scope', scope);
    note.set('text', new Y.Text(text));
    note.set('tint', tint);
    note.set('at', [position.x, position.y]);
    note.set('size', [240, 120]);
    if (attachedTo !== undefined) note.set('attachedTo', attachedTo);
    this.#store.notes.set(id, note);
    return id;
  }

  changeNote(id: NoteId, change: Partial<Omit<NoteView, 'id' | 'scope'>>): void {
    const note = this.#store.notes.get(id);
    if (!note) return;
    const now = this.snapshot().notes.get(id)!;
    if (change.text !== undefined) reconcileText(note.get('text') as Y.Text, change.text);
    if (change.tint !== undefined) note.set('tint', change.tint);
    if (change.position) note.set('at', [change.position.x, change.position.y]);
    if (change.width !== undefined || change.height !== undefined)
      note.set('size', [change.width ?? now.width, change.height ?? now.height]);
    if ('attachedTo' in change) {
      if (change.attachedTo === undefined) note.delete('attachedTo');
      else note.set('attachedTo', change.attachedTo);
    }
  }

  removeNotes(notes: Iterable<NoteId>): void {
    for (const id of notes) this.#store.notes.delete(id);
  }

  saveInput({ id, name, document }: Parameters<FlowEdit['saveInput']>[0]): string {
    const known = this.#store.savedInputs.toArray().find((input) => input.get('id') === id);
    if (known) {
      known.set('name', name);
      known.set('document', document);
      return id!;
    }
    const made = new Y.Map<unknown>();
    const newOne = id ?? newId(this.#store);
    made.set('id', newOne);
    made.set('name', name);
    made.set('document', document);
    this.#store.savedInputs.push([made]);
    return newOne;
  }

  removeSavedInput(id: string): void {
    const index = this.#store.savedInputs.toArray().findIndex((input) => input.get('id') === id);
    if (index >= 0) this.#store.savedInputs.delete(index, 1);
  }

  setPin({ node, outputs, by }: Pin): void {
    this.#store.pins.set(node, { outputs: outputs as JsonObject, ...(by !== undefined && { by }) });
  }

  removePins(nodes?: Iterable<NodeId>): void {
    for (const id of [...(nodes ?? this.#store.pins.keys())]) this.#store.pins.delete(id);
  }
}

/** Members that are undefined are taken away. */
const withChange = <Item extends object>(item: Item, change: Partial<Item>): Item =>
  Object.fromEntries(
    Object.entries({ ...item, ...change }).filter(([, value]) => value !== undefined),
  ) as Item;

/** Writes a value deep in a map, making the objects on the way; undefined removes it. */
const write = (map: Y.Map<unknown>, path: Path, value: JsonValue | undefined, walked: Path): void => {
  const [step, ...rest] = path;
  if (typeof step !== 'string') throw new Error('A member has to be named.');
  const here = [...walked, step];
  if (rest.length === 0) {
    if (value === undefined) map.delete(step);
    else assign(map, step, value, here);
    return;
  }
  const inner = map.get(step);
  if (inner instanceof Y.Map) write(inner, rest, value, here);
  else if (inner instanceof Y.Array) writeItem(inner, rest, value, here);
  else if (value !== undefined) map.set(step, mapOf(nested(rest, value) as JsonObject, here));
};

const writeItem = (array: Y.Array<unknown>, path: Path, value: JsonValue | undefined, walked: Path): void => {
  const [index, ...rest] = path;
  if (typeof index !== 'number') throw new Error('An item of a list has to be numbered.');
  const here = [...walked, index];
  const item = array.get(index);
  if (rest.length > 0 && item instanceof Y.Map) write(item, rest, value, here);
  else if (rest.length > 0 && item instanceof Y.Array) writeItem(item, rest, value, here);
  else if (rest.length === 0 && item instanceof Y.Text && typeof value === 'string')
    reconcileText(item, value);
  else {
    const plain = array.toArray().map(fromY);
    if (value === undefined) plain.splice(index, 1);
    else plain[Math.min(index, plain.length)] = rest.length === 0 ? value : nested(rest, value);
    reconcileArray(array, plain, walked);
  }
};

const nested = (path: Path, value: JsonValue): JsonValue =>
  path.reduceRight<JsonValue>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );

/** The nodes as the API writes them, with the connections among them. */
export const pieceOf = (
  projection: Projection,
  snapshot: FlowSnapshot,
  nodes: readonly NodeId[],
): FlowDefinition => {
  const wanted = new Set(nodes);
  const made = nodes.map((id) => projection.nodeJson(id));
  const connections = [...snapshot.connections.values()]
    .filter(
      ({ source, target }) =>
        source !== undefined && target !== undefined && wanted.has(source) && wanted.has(target),
    )
    .map(({ id }) => projection.connectionJson(id));
  return { nodes: made as FlowNode[], connections };
};
