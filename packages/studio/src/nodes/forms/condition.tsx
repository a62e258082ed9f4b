import { parseConditionExpression } from '@streambed/flow/expressions';
import { DEFAULT_CONDITION } from '@streambed/flow/nodes';
import type { FlowCondition } from '@streambed/model/bedrock-agent';
import { type DragEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { uniqueName } from '../../document/index.ts';
import { useEditor } from '../../editor/index.ts';
import { conditionMessages as words } from '../../messages/nodes.ts';
import { ConditionExpressionEditor } from '../condition/condition-expression-editor.tsx';
import { sameCondition } from '../condition/condition-tree.ts';
import { type Truth, truthOf } from '../condition/condition-truth.ts';
import { TruthMark } from '../condition/truth-mark.tsx';
import { type TriedValues, TryValues, triedValues } from '../condition/try-values.tsx';
import { useFieldProblems } from '../editing/field-problems.ts';
import { limitsOf } from '../editing/limits.ts';
import { useNodeForm } from '../editing/node-form.tsx';
import { InlineProblems } from '../fields/inline-problems.tsx';
import { NameInput } from '../fields/name-input.tsx';
import { Section } from '../fields/section.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { useSteadyKeys } from '../fields/use-steady-keys.ts';
import { BranchTargets } from '../inspector/targets.tsx';
import { useInputValues } from '../running/use-run.ts';
import type { NodeFormParts } from './form-parts.ts';

/** Takes the first branch whose condition holds. */
export const condition = (): NodeFormParts => ({
  Before: ConditionForm,
  inputs: { help: words.inputsHelp, isOpenAtFirst: false, empty: words.needsInput },
});

const NAME = limitsOf('FlowCondition', 'name');
const { max: MOST = 5 } = limitsOf('ConditionFlowNodeConfiguration', 'conditions');

/** What becomes of each condition on these values: those after the winner are not reached. */
const truths = (
  conditions: readonly FlowCondition[],
  values: ReturnType<typeof triedValues>,
): { readonly marks: ReadonlyMap<string, Truth>; readonly winner: string | undefined } => {
  const marks = new Map<string, Truth>();
  let winner: string | undefined;
  // The first that is not false ends it; whether those after one that is not known are reached, nobody can tell.
  let ended: 'unreached' | 'unknown' | undefined;
  for (const { name, expression } of conditions) {
    if (name === DEFAULT_CONDITION) continue;
    const parsed = parseConditionExpression(expression ?? '');
    if (ended !== undefined || !parsed.ok) {
      ended ??= 'unknown';
      marks.set(name, { mark: ended, parts: [] });
      continue;
    }
    const truth = truthOf(parsed.expression, values);
    marks.set(name, truth);
    if (truth.mark === 'true') winner = name;
    if (truth.mark !== 'false') ended = truth.mark === 'unknown' ? 'unknown' : 'unreached';
  }
  if (ended === undefined && conditions.some(({ name }) => name === DEFAULT_CONDITION))
    winner = DEFAULT_CONDITION;
  return { marks, winner };
};

function ConditionForm() {
  const { node, readOnly, edit } = useNodeForm();
  const editor = useEditor();
  const [tried, setTried] = useState<TriedValues>();
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<number>();
  const conditions = node.configuration.condition?.conditions ?? [];
  const own = conditions.filter(({ name }) => name !== DEFAULT_CONDITION);
  const hasDefault = own.length < conditions.length;
  const [added, setAdded] = useState<string>();
  const known = useInputValues(node);
  const { marks, winner } = truths(conditions, triedValues(known, tried));
  const add = () => {
    const name = uniqueName(words.newName, new Set(conditions.map((each) => each.name)));
    edit(words.steps.add, (flow, id) =>
      flow.addCondition(id, {
        name,
        expression: words.newExpression(node.inputs[0]?.name ?? 'input', node.inputs[0]?.type),
      }),
    );
    editor.announce(words.added(name));
    setAdded(name);
  };
  const move = (name: string, index: number) => {
    const to = Math.min(Math.max(index, 0), own.length - 1);
    if (own.findIndex((each) => each.name === name) === to) return;
    edit(words.steps.move(name), (flow, id) => flow.moveCondition(id, name, to));
    editor.announce(words.moved(name, to + 1, own.length));
  };
  const drag = (index: number, name: string) => ({
    isDragged: dragged === name,
    isOver: over === index && dragged !== undefined && dragged !== name,
    onDragStart(event: DragEvent) {
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', name);
      setDragged(name);
    },
    onDragOver(event: DragEvent) {
      if (dragged === undefined) return;
      event.preventDefault();
      setOver(index);
    },
    onDrop(event: DragEvent) {
      event.preventDefault();
      if (dragged !== undefined) move(dragged, index);
      setDragged(undefined);
      setOver(undefined);
    },
    onDragEnd() {
      setDragged(undefined);
      setOver(undefined);
    },
  });
  const keys = useSteadyKeys(own.map(({ name }) => name));
  return (
    <Section title={words.title} summary={conditions.map(({ name }) => name).join(', ')}>
      <p className="sb-side-note">{words.help}</p>
      <TryValues known={known} tried={tried} onChange={setTried} />
      {own.map((each, index) => (
        <ConditionCard
          key={keys[index]}
          condition={each}
          index={index}
          isNew={added === each.name}
          count={own.length}
          truth={marks.get(each.name)}
          isWinner={winner === each.name}
          duplicateOf={
            own
              .slice(0, index)
              .find((earlier) => sameCondition(earlier.expression ?? '', each.expression ?? ''))?.name
          }
          taken={conditions.map(({ name }) => name)}
          onMove={(to) => move(each.name, to)}
          drag={drag(index, each.name)}
        />
      ))}
      <div className="sb-tools">
        <ToolButton
          onClick={add}
          unavailable={readOnly ?? (conditions.length >= MOST ? words.most(MOST) : undefined)}
        >
          + {words.add}
        </ToolButton>
      </div>
      {hasDefault && (
        <fieldset
          className="sb-condition-card"
          aria-label={words.conditionNamed(DEFAULT_CONDITION)}
          data-winner={winner === DEFAULT_CONDITION}
          data-field={`condition:${DEFAULT_CONDITION}`}
        >
          <div className="sb-input-line">
            <span className="sb-slot-name">{DEFAULT_CONDITION}</span>
            <span className="sb-slot-type">{words.otherwise}</span>
            {winner === DEFAULT_CONDITION && <TruthMark truth={{ mark: 'true', parts: [] }} />}
          </div>
          <BranchTargets condition={DEFAULT_CONDITION} />
          <DefaultProblems />
        </fieldset>
      )}
      {winner !== undefined && (
        <p className="sb-condition-winner" role="status">
          {words.wouldGoTo} <code className="sb-mono">{winner}</code>
        </p>
      )}
    </Section>
  );
}

function DefaultProblems() {
  const id = useId();
  const problems = useFieldProblems(`condition:${DEFAULT_CONDITION}`, false, false);
  return <InlineProblems id={id} problems={problems} />;
}

interface Drag {
  readonly isDragged: boolean;
  readonly isOver: boolean;
  onDragStart(event: DragEvent): void;
  onDragOver(event: DragEvent): void;
  onDrop(event: DragEvent): void;
  onDragEnd(): void;
}

/** One condition with its branch; moved by Alt-↑ and Alt-↓, by its buttons, or dragged by its grip. */
function ConditionCard({
  condition: { name, expression = '' },
  index,
  isNew,
  count,
  truth,
  isWinner,
  duplicateOf,
  taken,
  onMove,
  drag,
}: {
  readonly condition: FlowCondition;
  readonly index: number;
  /** It was asked for just now: who did names it next. */
  readonly isNew: boolean;
  readonly count: number;
  readonly truth: Truth | undefined;
  readonly isWinner: boolean;
  readonly duplicateOf: string | undefined;
  readonly taken: readonly string[];
  onMove(index: number): void;
  readonly drag: Drag;
}) {
  const { node, readOnly, edit } = useNodeForm();
  const [isInside, setInside] = useState(false);
  const [nameProblem, setNameProblem] = useState<string>();
  const { errors, warnings } = useFieldProblems(`condition:${name}`, false, isInside);
  const ofExpression = useFieldProblems(`condition:${name}.expression`, true, isInside);
  const card = useRef<HTMLFieldSetElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    const field = isNew ? card.current?.querySelector<HTMLInputElement>('.sb-name-line-input') : undefined;
    field?.focus();
    field?.select();
  }, []);
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(index + (event.key === 'ArrowUp' ? -1 : 1));
  };
  return (
    <fieldset
      ref={card}
      className="sb-condition-card"
      aria-label={words.conditionNamed(name)}
      data-field={`condition:${name}`}
      data-winner={isWinner}
      data-dragged={drag.isDragged}
      data-over={drag.isOver}
      onKeyDown={press}
      onDragOver={drag.onDragOver}
      onDrop={drag.onDrop}
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(false);
      }}
    >
      <div className="sb-condition-head">
        <span
          className="sb-condition-grip"
          draggable={readOnly === undefined}
          title={words.drag}
          aria-hidden="true"
          onDragStart={drag.onDragStart}
          onDragEnd={drag.onDragEnd}
        >
          ⋮⋮
        </span>
        <NameInput
          value={name}
          label={words.nameOf(name)}
          limits={NAME}
          taken={taken}
          readOnly={readOnly !== undefined}
          onProblem={setNameProblem}
          onCommit={(next) =>
            edit(words.steps.rename(name), (flow, id) => flow.changeCondition(id, name, { name: next }))
          }
        />
        <TruthMark truth={truth} />
        <ToolButton
          label={words.moveUp(name)}
          unavailable={readOnly ?? (index === 0 ? words.isFirst : undefined)}
          onClick={() => onMove(index - 1)}
        >
          ↑
        </ToolButton>
        <ToolButton
          label={words.moveDown(name)}
          unavailable={readOnly ?? (index === count - 1 ? words.isLast : undefined)}
          onClick={() => onMove(index + 1)}
        >
          ↓
        </ToolButton>
        <ToolButton
          label={words.remove(name)}
          unavailable={readOnly ?? (count === 1 ? words.atLeastOne : undefined)}
          onClick={() => edit(words.steps.remove(name), (flow, id) => flow.removeCondition(id, name))}
        >
          ×
        </ToolButton>
      </div>
      {nameProblem !== undefined && <p className="sb-name-error">{nameProblem}</p>}
      <ConditionExpressionEditor
        value={expression}
        name={name}
        field={`condition:${name}.expression`}
        inputs={node.inputs}
        truth={truth}
        readOnly={readOnly !== undefined}
        problem={duplicateOf === undefined ? undefined : words.duplicate(duplicateOf)}
        errors={[...errors, ...warnings]}
        validated={ofExpression.errors}
        hints={ofExpression.warnings}
        onChange={(next) =>
          edit(
            words.steps.expression(name),
            (flow, id) => flow.changeCondition(id, name, { expression: next }),
            `condition:${name}.expression`,
          )
        }
        onAddInput={(input) =>
          edit(words.steps.addInput(input), (flow, id) =>
            flow.addInput(id, { name: input, type: 'String', expression: '$.data' }),
          )
        }
      />
      <BranchTargets condition={name} />
    </fieldset>
  );
}
