import type { FlowNodeIODataType, FlowValidation, FlowValidationType } from '@streambed/model/bedrock-agent';
import { fixMessages as words } from '../../messages/document.ts';
import { beginConnecting, leadsTo } from '../connecting/begin-connecting.ts';
import type { FlowDocument } from '../flow-document.ts';
import type { ConnectionView, FlowSnapshot, NodeId, NodeView } from '../flow-snapshot.ts';

export interface Fix {
  readonly label: string;
  run(document: FlowDocument): void;
}

interface Place {
  readonly node?: NodeId;
  readonly connection?: string;
  readonly field?: string;
}

const slotOf = (field: string | undefined): string | undefined =>
  /^(?:input|output):([^.]+)/.exec(field ?? '')?.[1];

/** The one output that fits the input best: of the node nearest before it whose type is the same. */
const outputFor = (
  snapshot: FlowSnapshot,
  node: NodeView,
  input: string,
): { node: NodeId; output: string; name: string } | undefined => {
  const scope = snapshot.scopes.get(node.scope);
  // Of a thousand nodes few come into question; only those are asked at length.
  const after = leadsTo(snapshot, node.id);
  const wanted = node.inputs.find(({ name }) => name === input);
  if (!wanted) return undefined;
  const readsMember = wanted.expression !== '$.data';
  for (const id of scope?.nodes.toReversed() ?? []) {
    if (after.has(id)) continue;
    const source = snapshot.nodes.get(id)!;
    for (const output of source.outputs) {
      if (output.type !== wanted.type && !readsMember) continue;
      const outcome = beginConnecting(snapshot, { node: id, output: output.name }).to({
        node: node.id,
        input,
      });
      // An Iterator's size belongs to its Collector, by name.
      const isNamed = input === 'arraySize' ? output.name === 'arraySize' : output.name !== 'arraySize';
      if (outcome.kind === 'connects' && outcome.replaces === undefined && isNamed)
        return { node: id, output: output.name, name: `${source.name}.${output.name}` };
    }
  }
  return undefined;
};

const fixes: Partial<
  Record<
    FlowValidationType,
    (
      at: { node?: NodeView; connection?: ConnectionView; slot?: string },
      validation: FlowValidation,
      snapshot: FlowSnapshot,
    ) => Fix | undefined
  >
> = {
  UnfulfilledNodeInput({ node, slot }, _validation, snapshot) {
    if (!node || slot === undefined) return undefined;
    const from = outputFor(snapshot, node, slot);
    return (
      from && {
        label: words.connect(from.name, `${node.name}.${slot}`),
        run: (document) =>
          void document.edit(words.step.connect, (edit) =>
            edit.connect(from, { node: node.id, input: slot }),
          ),
      }
    );
  },
  MissingDefaultCondition({ node }) {
    return (
      node && {
        label: words.addDefault,
        run: (document) =>
          document.edit(words.step.addDefault, (edit) => edit.addCondition(node.id, { name: 'default' })),
      }
    );
  },
  MismatchedNodeInputType({ node, slot }, { details }) {
    const type = expectedOf(details?.mismatchedNodeInputType);
    if (!node || slot === undefined || type === undefined) return undefined;
    return {
      label: words.setType(slot, type),
      run: (document) =>
        document.edit(words.step.setType, (edit) => edit.changeInput(node.id, slot, { type })),
    };
  },
  MismatchedNodeOutputType({ node, slot }, { details }) {
    const type = expectedOf(details?.mismatchedNodeOutputType);
    if (!node || slot === undefined || type === undefined) return undefined;
    return {
      label: words.setType(slot, type),
      run: (document) =>
        document.edit(words.step.setType, (edit) => edit.changeOutput(node.id, slot, { type })),
    };
  },
  MissingNodeInput({ node, slot }) {
    if (!node || slot === undefined) return undefined;
    return {
      label: words.addInput(slot),
      run: (document) => document.edit(words.step.addInput, (edit) => edit.addInput(node.id, { name: slot })),
    };
  },
  UnknownNodeInput({ node, slot }) {
    if (!node || slot === undefined) return undefined;
    return {
      label: words.removeInput(slot),
      run: (document) => document.edit(words.step.removeInput, (edit) => edit.removeInput(node.id, slot)),
    };
  },
  UnknownNodeOutput({ node, slot }) {
    if (!node || slot === undefined) return undefined;
    return {
      label: words.removeOutput(slot),
      run: (document) => document.edit(words.step.removeOutput, (edit) => edit.removeOutput(node.id, slot)),
    };
  },
  MalformedNodeInputExpression({ node, slot }) {
    if (!node || slot === undefined) return undefined;
    return {
      label: words.wholeValue,
      run: (document) =>
        document.edit(words.step.wholeValue, (edit) =>
          edit.changeInput(node.id, slot, { expression: '$.data' }),
        ),
    };
  },
};

const removeConnection = ({ connection }: { connection?: ConnectionView }): Fix | undefined =>
  connection && {
    label: words.removeConnection,
    run: (document) => document.edit(words.step.removeConnection, (edit) => edit.disconnect([connection.id])),
  };
for (const type of [
  'UnknownConnectionSource',
  'UnknownConnectionSourceOutput',
  'UnknownConnectionTarget',
  'UnknownConnectionTargetInput',
  'UnknownConnectionCondition',
  'MissingConnectionConfiguration',
  'CyclicConnection',
  'InvalidLoopBoundary',
] as const)
  fixes[type] = removeConnection;

const expectedOf = (
  details: { readonly expectedType?: FlowNodeIODataType } | undefined,
): FlowNodeIODataType | undefined => details?.expectedType;

/** A way to mend what the validation says, where one is known. */
export const fixFor = (validation: FlowValidation, place: Place, snapshot: FlowSnapshot): Fix | undefined => {
  const node = place.node === undefined ? undefined : snapshot.nodes.get(place.node);
  const connection = place.connection === undefined ? undefined : snapshot.connections.get(place.connection);
  const slot = slotOf(place.field);
  return (
    validation.type &&
    fixes[validation.type]?.(
      { ...(node && { node }), ...(connection && { connection }), ...(slot !== undefined && { slot }) },
      validation,
      snapshot,
    )
  );
};
