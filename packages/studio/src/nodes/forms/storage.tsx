import type { FlowSnapshot, NodeId, NodeView } from '../../document/index.ts';
import { useDocument } from '../../editor/index.ts';
import { formMessages as words } from '../../messages/nodes.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { Section } from '../fields/section.tsx';
import { useInputValues } from '../running/use-run.ts';
import { BucketField } from './bucket-field.tsx';
import type { NodeFormParts } from './form-parts.ts';

/** Writes an object. */
export const storage = (): NodeFormParts => ({ Before: StorageForm, After: ResultingKey });

function StorageForm() {
  const { node } = useNodeForm();
  return (
    <Section
      title={words.bucket.title}
      summary={node.configuration.storage?.serviceConfiguration?.s3?.bucketName}
    >
      <BucketField of="storage" />
    </Section>
  );
}

/** Nodes upstream of a node within its scope, nearest first; a Collector hides the Iterator before it. */
const upstream = (snapshot: FlowSnapshot, from: NodeId, scope: NodeView['scope']): readonly NodeView[] => {
  const into = new Map<NodeId, NodeId[]>();
  for (const id of snapshot.scopes.get(scope)?.connections ?? []) {
    const { source, target } = snapshot.connections.get(id)!;
    if (source !== undefined && target !== undefined) into.set(target, [...(into.get(target) ?? []), source]);
  }
  const seen = new Set<NodeId>([from]);
  const found: NodeView[] = [];
  const queue = [from];
  for (let id = queue.shift(); id !== undefined; id = queue.shift())
    for (const source of into.get(id) ?? []) {
      if (seen.has(source)) continue;
      seen.add(source);
      const view = snapshot.nodes.get(source);
      if (!view || view.type === 'Collector') continue;
      found.push(view);
      queue.push(source);
    }
  return found;
};

/** Whether the node runs once per item, and its key is the same for each. */
const overwrites = (snapshot: FlowSnapshot, node: NodeView): boolean => {
  if (!upstream(snapshot, node.id, node.scope).some(({ type }) => type === 'Iterator')) return false;
  const keyFrom = (snapshot.scopes.get(node.scope)?.connections ?? [])
    .map((id) => snapshot.connections.get(id)!)
    .find(({ target, targetInput }) => target === node.id && targetInput === 'objectKey')?.source;
  const source = keyFrom === undefined ? undefined : snapshot.nodes.get(keyFrom);
  if (!source) return false;
  return (
    source.type !== 'Iterator' &&
    !upstream(snapshot, source.id, node.scope).some(({ type }) => type === 'Iterator')
  );
};

/** Where the object will lie, on the last run's values. */
function ResultingKey() {
  const { node } = useNodeForm();
  const isOverwritten = useDocument((snapshot) => overwrites(snapshot, node));
  const key = useInputValues(node).find(({ name }) => name === 'objectKey');
  const bucket = node.configuration.storage?.serviceConfiguration?.s3?.bucketName ?? '';
  return (
    <div className="sb-note-lead">
      <p className="sb-side-note">
        {typeof key?.value === 'string' ? (
          <>
            {words.storage.writesTo}{' '}
            <code className="sb-mono sb-break">
              s3://{bucket}/{key.value}
            </code>
          </>
        ) : (
          words.storage.keyUnknown
        )}
      </p>
      {isOverwritten && <p className="sb-side-note sb-warning-text">{words.storage.overwrites}</p>}
    </div>
  );
}
