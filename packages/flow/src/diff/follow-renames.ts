import type { FlowConnection } from '../definition/index.ts';
import type { FieldChange, NodeChange } from './definition-diff.ts';

/** A name of the older side → the name of the newer side, where it is another. */
type Names = ReadonlyMap<string, string>;

interface NodeRenames {
  readonly name: string;
  readonly inputs: Names;
  readonly outputs: Names;
  readonly conditions: Names;
}

/** What connections follow: renamed nodes, inputs, outputs and conditions of one scope, by the node's former name. */
export type Renames = ReadonlyMap<string, NodeRenames>;

export const renamesOf = (changes: readonly NodeChange[]): Renames => {
  const renames = new Map<string, NodeRenames>();
  for (const { formerName, name, before, after, fields } of changes) {
    if (!before || !after || renames.has(formerName)) continue;
    const found = {
      name,
      inputs: renamedItems(fields, ['inputs']),
      outputs: renamedItems(fields, ['outputs']),
      conditions: renamedItems(fields, ['configuration', 'condition', 'conditions']),
    };
    if (name !== formerName || found.inputs.size + found.outputs.size + found.conditions.size > 0)
      renames.set(formerName, found);
  }
  return renames;
};

const renamedItems = (fields: readonly FieldChange[], list: readonly string[]): Names =>
  new Map(
    fields
      .filter(
        ({ segments }) =>
          segments.length === list.length + 2 &&
          typeof segments[list.length] === 'string' &&
          segments.at(-1) === 'name' &&
          list.every((segment, index) => segments[index] === segment),
      )
      .map(({ before, after }) => [before as string, after as string]),
  );

/** The connection with its ends as the newer side calls them; the same object where nothing is renamed. */
export const followRenames = (connection: FlowConnection, renames: Renames): FlowConnection => {
  const [source, target] = [renames.get(connection.source), renames.get(connection.target)];
  if (!source && !target) return connection;
  const { data, conditional } = connection.configuration ?? {};
  const renamed = (names: Names | undefined, name: string) => names?.get(name) ?? name;
  return {
    ...connection,
    source: source?.name ?? connection.source,
    target: target?.name ?? connection.target,
    ...((data || conditional) && {
      configuration: {
        ...connection.configuration,
        ...(data && {
          data: {
            ...data,
            sourceOutput: renamed(source?.outputs, data.sourceOutput),
            targetInput: renamed(target?.inputs, data.targetInput),
          },
        }),
        ...(conditional && {
          conditional: { ...conditional, condition: renamed(source?.conditions, conditional.condition) },
        }),
      } as NonNullable<FlowConnection['configuration']>,
    }),
  };
};
