import type { FlowCondition } from '@streambed/model/bedrock-agent';
import type { FlowEdit } from '../flow-edit.ts';
import type { NodeId } from '../flow-snapshot.ts';
import { jsonOf } from '../flow-store.ts';
import { removeConnection } from '../write-definition.ts';
import type { EditContext } from './edit-context.ts';
import { withChange, writePath } from './write-path.ts';

type ConditionEdits = Pick<
  FlowEdit,
  'addCondition' | 'changeCondition' | 'removeCondition' | 'moveCondition'
>;

/** The default branch of a Condition node; it has no expression and stays last. */
const DEFAULT = 'default';

/** The branches of a Condition node; connections follow their names. */
export const conditionEdits = (context: EditContext): ConditionEdits => {
  const conditionsOf = (id: NodeId): readonly FlowCondition[] =>
    context.node(id).configuration.condition?.conditions ?? [];
  const write = (id: NodeId, conditions: readonly FlowCondition[]) =>
    writePath(context.json(id), ['configuration', 'condition', 'conditions'], conditions as never);
  const branchesOf = (id: NodeId, condition: string) =>
    [...context.snapshot().connections.values()].filter(
      (view) => view.source === id && view.condition === condition,
    );
  const refuseTaken = (conditions: readonly FlowCondition[], name: string) => {
    if (conditions.some((condition) => condition.name === name))
      throw new Error(`There is a condition ${name} already.`);
  };
  return {
    addCondition(id, { name, expression }) {
      const conditions = conditionsOf(id);
      refuseTaken(conditions, name);
      const added: FlowCondition = { name, ...(expression !== undefined && { expression }) };
      const last = conditions.findIndex((condition) => condition.name === DEFAULT);
      write(id, last < 0 ? [...conditions, added] : conditions.toSpliced(last, 0, added));
    },
    changeCondition(id, name, change) {
      const conditions = conditionsOf(id);
      const to = change.name ?? name;
      if (to !== name) refuseTaken(conditions, to);
      const writeChange = () => {
        write(
          id,
          conditions.map((condition) =>
            condition.name === name ? withChange(condition, change) : condition,
          ),
        );
        if (to === name) return;
        for (const view of branchesOf(id, name))
          writePath(
            jsonOf(context.store.connections.get(view.id)!),
            ['configuration', 'conditional', 'condition'],
            to,
          );
      };
      if (to === name) writeChange();
      else
        context.followingNames(({ source, condition }) => source === id && condition === name, writeChange);
    },
    removeCondition(id, name) {
      write(
        id,
        conditionsOf(id).filter((condition) => condition.name !== name),
      );
      for (const view of branchesOf(id, name)) removeConnection(context.store, view.id);
    },
    moveCondition(id, name, index) {
      const conditions = conditionsOf(id);
      const moved = conditions.find((condition) => condition.name === name);
      if (!moved || name === DEFAULT) return;
      const rest = conditions.filter((condition) => condition !== moved);
      const last = rest.findIndex((condition) => condition.name === DEFAULT);
      const at = Math.max(0, Math.min(index, last < 0 ? rest.length : last));
      write(id, rest.toSpliced(at, 0, moved));
    },
  };
};
