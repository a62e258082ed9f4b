import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { useState } from 'react';
import { conditionMessages as words } from '../../messages/nodes.ts';
import { Choice } from '../fields/choice.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import {
  type Comparison,
  type ConditionExpression,
  emptyConstant,
  type Group,
  newComparison,
  type Operand,
  type Operator,
  operatorsFor,
} from './condition-tree.ts';
import type { Truth } from './condition-truth.ts';
import { TruthMark } from './truth-mark.tsx';

export interface ConditionInput {
  readonly name: string;
  readonly type: FlowNodeIODataType;
}

interface PartProps<Expression extends ConditionExpression> {
  readonly expression: Expression;
  onChange(expression: ConditionExpression): void;
  /** Where the part may be taken away. */
  readonly onRemove: (() => void) | undefined;
  readonly inputs: readonly ConditionInput[];
  readonly truth: Truth | undefined;
  readonly readOnly: boolean;
  /** What the part is called for screen readers: `Row 2`. */
  readonly name: string;
}

/** A condition as rows and groups; every change gives a new tree. */
export function ConditionPart(props: PartProps<ConditionExpression>) {
  const { expression } = props;
  switch (expression.kind) {
    case 'and':
    case 'or':
      return <GroupPart {...props} expression={expression} />;
    case 'not':
      return <NotPart {...props} expression={expression} />;
    case 'compare':
      return <Row {...props} expression={expression} />;
    default:
      return <OperandRow {...props} expression={expression} />;
  }
}

/** Rows joined by one word; the word changes for all of them. */
export function GroupPart({
  expression,
  onChange,
  onRemove,
  inputs,
  truth,
  readOnly,
  name,
}: PartProps<Group>) {
  const { kind, operands } = expression;
  const replace = (index: number, next: ConditionExpression) =>
    onChange({ kind, operands: operands.with(index, next) });
  const remove = (index: number) => {
    const left = operands.toSpliced(index, 1);
    onChange(left.length === 1 ? left[0]! : { kind, operands: left });
  };
  const [first] = inputs;
  return (
    <fieldset className="sb-condition-group" aria-label={words.group(name)}>
      <div className="sb-condition-join">
        <Choice
          label={words.joinedBy(name)}
          value={kind}
          readOnly={readOnly}
          onChange={(next) => onChange({ kind: next, operands })}
          options={[
            { value: 'and', label: words.and },
            { value: 'or', label: words.or },
          ]}
        />
        <TruthMark truth={truth} />
        {onRemove && (
          <ToolButton label={words.removePart(name)} onClick={onRemove}>
            ×
          </ToolButton>
        )}
      </div>
      {operands.map((operand, index) => (
        <ConditionPart
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of an expression have no other identity than their place
          key={index}
          expression={operand}
          onChange={(next) => replace(index, next)}
          onRemove={readOnly ? undefined : () => remove(index)}
          inputs={inputs}
          truth={truth?.parts[index]}
          readOnly={readOnly}
          name={words.part(name, index + 1)}
        />
      ))}
      {!readOnly && first && (
        <div className="sb-tools">
          <ToolButton onClick={() => onChange({ kind, operands: [...operands, newComparison(first)] })}>
            + {words.row}
          </ToolButton>
          <ToolButton
            onClick={() =>
              onChange({
                kind,
                operands: [
                  ...operands,
                  {
                    kind: kind === 'and' ? 'or' : 'and',
                    operands: [newComparison(first), newComparison(first)],
                  },
                ],
              })
            }
          >
            + {words.addGroup}
          </ToolButton>
        </div>
      )}
    </fieldset>
  );
}

function NotPart({
  expression,
  onChange,
  onRemove,
  inputs,
  truth,
  readOnly,
  name,
}: PartProps<Extract<ConditionExpression, { kind: 'not' }>>) {
  const { operand } = expression;
  if (operand.kind === 'and' || operand.kind === 'or' || operand.kind === 'not')
    return (
      <fieldset className="sb-condition-not" aria-label={words.notOf(name)}>
        <div className="sb-condition-join">
          <ToolButton
            isPressed
            unavailable={readOnly ? words.readOnly : undefined}
            onClick={() => onChange(operand)}
          >
            {words.not}
          </ToolButton>
          <TruthMark truth={truth} />
        </div>
        <ConditionPart
          expression={operand}
          onChange={(next) => onChange({ kind: 'not', operand: next })}
          onRemove={onRemove}
          inputs={inputs}
          truth={truth?.parts[0]}
          readOnly={readOnly}
          name={name}
        />
      </fieldset>
    );
  const inner = {
    onChange: (next: ConditionExpression) => onChange({ kind: 'not', operand: next }),
    onRemove,
    inputs,
    truth,
    readOnly,
    name,
    onPlain: () => onChange(operand),
  };
  return operand.kind === 'compare' ? (
    <Row {...inner} expression={operand} isNegated />
  ) : (
    <OperandRow {...inner} expression={operand as Operand} isNegated />
  );
}

interface RowProps<Expression extends ConditionExpression> extends PartProps<Expression> {
  readonly isNegated?: boolean;
  /** Takes the `not` away. */
  onPlain?(): void;
}

/** `input operator value` */
function Row({
  expression,
  onChange,
  onRemove,
  inputs,
  truth,
  readOnly,
  name,
  isNegated = false,
  onPlain,
}: RowProps<Comparison>) {
  const { left, operator, right } = expression;
  const isTurned = left.kind === 'constant';
  const subject = isTurned ? right : left;
  const object = isTurned ? left : right;
  const type = inputs.find((input) => subject.kind === 'input' && input.name === subject.name)?.type;
  const operators = operatorsFor(type);
  const put = (nextSubject: Operand, nextOperator: Operator, nextObject: Operand) =>
    onChange(
      isTurned
        ? { kind: 'compare', left: nextObject, operator: nextOperator, right: nextSubject }
        : { kind: 'compare', left: nextSubject, operator: nextOperator, right: nextObject },
    );
  return (
    <fieldset className="sb-condition-row" aria-label={name}>
      <NotButton
        isNegated={isNegated}
        readOnly={readOnly}
        onClick={() => (isNegated ? onPlain?.() : onChange({ kind: 'not', operand: expression }))}
      />
      <InputSelect
        value={subject}
        inputs={inputs}
        readOnly={readOnly}
        label={words.inputOf(name)}
        onChange={(next) => {
          const nextType = inputs.find((input) => input.name === next.name)?.type;
          const keeps = nextType === type;
          const allowed = operatorsFor(nextType);
          put(next, allowed.includes(operator) ? operator : '==', keeps ? object : emptyConstant(nextType));
        }}
      />
      <select
        className="sb-native-select sb-mono"
        aria-label={words.operatorOf(name)}
        title={words.operators[operator]}
        disabled={readOnly || operators.length === 0}
        value={operator}
        onChange={(event) => put(subject, event.target.value as Operator, object)}
      >
        {/* What is written stays in sight, also where it does not fit. */}
        {!operators.includes(operator) && <option>{operator}</option>}
        {operators.map((each) => (
          <option key={each} value={each} title={words.operators[each]}>
            {each}
          </option>
        ))}
      </select>
      <ValueField
        value={object}
        type={type}
        inputs={inputs}
        readOnly={readOnly}
        label={words.valueOf(name)}
        onChange={(next) => put(subject, operator, next)}
      />
      <TruthMark truth={truth} />
      <RemoveButton name={name} onRemove={onRemove} />
    </fieldset>
  );
}

/** A Boolean input on its own. */
function OperandRow({
  expression,
  onChange,
  onRemove,
  inputs,
  truth,
  readOnly,
  name,
  isNegated = false,
  onPlain,
}: RowProps<Operand>) {
  return (
    <fieldset className="sb-condition-row" aria-label={name}>
      <NotButton
        isNegated={isNegated}
        readOnly={readOnly}
        onClick={() => (isNegated ? onPlain?.() : onChange({ kind: 'not', operand: expression }))}
      />
      <InputSelect
        value={expression}
        inputs={inputs}
        readOnly={readOnly}
        label={words.inputOf(name)}
        onChange={onChange}
      />
      <ToolButton
        unavailable={readOnly ? words.readOnly : undefined}
        label={words.compareIt(name)}
        onClick={() =>
          onChange({ kind: 'compare', operator: '==', left: expression, right: emptyConstant('Boolean') })
        }
      >
        {words.isTrue}
      </ToolButton>
      <span />
      <TruthMark truth={truth} />
      <RemoveButton name={name} onRemove={onRemove} />
    </fieldset>
  );
}

function NotButton({
  isNegated,
  readOnly,
  onClick,
}: {
  readonly isNegated: boolean;
  readonly readOnly: boolean;
  onClick(): void;
}) {
  return (
    <ToolButton isPressed={isNegated} unavailable={readOnly ? words.readOnly : undefined} onClick={onClick}>
      {words.not}
    </ToolButton>
  );
}

function RemoveButton({
  name,
  onRemove,
}: {
  readonly name: string;
  readonly onRemove: (() => void) | undefined;
}) {
  if (!onRemove) return <span />;
  return (
    <ToolButton label={words.removePart(name)} onClick={onRemove}>
      ×
    </ToolButton>
  );
}

function InputSelect({
  value,
  inputs,
  onChange,
  readOnly,
  label,
}: {
  readonly value: Operand;
  readonly inputs: readonly ConditionInput[];
  onChange(value: Extract<Operand, { kind: 'input' }>): void;
  readonly readOnly: boolean;
  readonly label: string;
}) {
  const name = value.kind === 'input' ? value.name : JSON.stringify(value.value);
  const isKnown = inputs.some((input) => input.name === name);
  return (
    <select
      className="sb-native-select sb-mono"
      aria-label={label}
      disabled={readOnly}
      value={name}
      onChange={(event) => onChange({ kind: 'input', name: event.target.value })}
    >
      {!isKnown && <option>{name}</option>}
      {inputs.map((input) => {
        const cannot = operatorsFor(input.type).length === 0;
        return (
          <option
            key={input.name}
            disabled={cannot}
            title={cannot ? words.notComparable(input.type) : input.type}
          >
            {input.name}
          </option>
        );
      })}
    </select>
  );
}

/** What the input is compared with: a constant of its type, or another input. */
function ValueField({
  value,
  type,
  inputs,
  onChange,
  readOnly,
  label,
}: {
  readonly value: Operand;
  readonly type: FlowNodeIODataType | undefined;
  readonly inputs: readonly ConditionInput[];
  onChange(value: Operand): void;
  readonly readOnly: boolean;
  readonly label: string;
}) {
  const others = inputs.filter((input) => input.type === type);
  const canBeInput = others.length > 1 || value.kind === 'input';
  return (
    <div className="sb-condition-value">
      {value.kind === 'input' ? (
        <InputSelect value={value} inputs={others} onChange={onChange} readOnly={readOnly} label={label} />
      ) : typeof value.value === 'boolean' ? (
        <select
          className="sb-native-select sb-mono"
          aria-label={label}
          disabled={readOnly}
          value={String(value.value)}
          onChange={(event) => onChange({ kind: 'constant', value: event.target.value === 'true' })}
        >
          <option>true</option>
          <option>false</option>
        </select>
      ) : (
        <ConstantInput value={value.value} label={label} readOnly={readOnly} onChange={onChange} />
      )}
      {!readOnly && canBeInput && (
        <ToolButton
          label={value.kind === 'input' ? words.withConstant(label) : words.withInput(label)}
          onClick={() =>
            onChange(
              value.kind === 'input'
                ? emptyConstant(type)
                : { kind: 'input', name: others.at(-1)?.name ?? inputs[0]?.name ?? '' },
            )
          }
        >
          ⇄
        </ToolButton>
      )}
    </div>
  );
}

/** A text, or a number that goes out once it is one. */
function ConstantInput({
  value,
  label,
  onChange,
  readOnly,
}: {
  readonly value: string | number;
  readonly label: string;
  onChange(value: Operand): void;
  readonly readOnly: boolean;
}) {
  const [draft, setDraft] = useState<string>();
  const isNumber = typeof value === 'number';
  const isOpen = draft !== undefined && (draft.trim() === '' || draft === '-' || Number(draft) === value);
  const text = isNumber && isOpen ? draft : String(value);
  return (
    <input
      className="sb-name-line-input sb-mono"
      aria-label={label}
      readOnly={readOnly}
      inputMode={isNumber ? 'decimal' : 'text'}
      spellCheck={false}
      autoComplete="off"
      value={text}
      onBlur={() => setDraft(undefined)}
      onChange={(event) => {
        const typed = event.target.value;
        if (!isNumber) {
          onChange({ kind: 'constant', value: typed });
          return;
        }
        if (typed.trim() !== '' && !Number.isFinite(Number(typed)) && typed !== '-') return;
        setDraft(typed);
        if (typed.trim() !== '' && typed !== '-') onChange({ kind: 'constant', value: Number(typed) });
      }}
    />
  );
}
