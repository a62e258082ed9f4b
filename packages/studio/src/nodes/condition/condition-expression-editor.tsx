import { conditionReferences, parseConditionExpression } from '@streambed/flow/expressions';
import { useId, useLayoutEffect, useMemo, useRef } from 'react';
import type { FieldAddress } from '../../editor/index.ts';
import { conditionMessages as words } from '../../messages/nodes.ts';
import { CodeField } from '../code/code-field.tsx';
import { CLOUD_EXPRESSION_LENGTH, limitsOf, SHOW_EXPRESSION_LENGTH } from '../editing/limits.ts';
import { InlineProblems } from '../fields/inline-problems.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import './condition.css';
import { type ConditionInput, ConditionPart } from './condition-rows.tsx';
import { type ConditionExpression, conditionText, faultPosition, newComparison } from './condition-tree.ts';
import type { Truth } from './condition-truth.ts';
import '../expression/expression-editor.css';

export interface ConditionExpressionEditorProps {
  readonly value: string;
  onChange(value: string): void;
  /** What the condition is called: `urgent`. */
  readonly name: string;
  readonly inputs: readonly ConditionInput[];
  readonly truth: Truth | undefined;
  readonly readOnly: boolean;
  /** What is wrong beyond the expression itself: a duplicate. */
  readonly problem?: string | undefined;
  /** From the one validation. */
  readonly errors?: readonly string[];
  /** What validation says of the expression: left out where it is said here already, with a way to mend it. */
  readonly validated?: readonly string[];
  /** What runs, and is probably not meant. */
  readonly hints?: readonly string[];
  /** The address of the text, to which whoever is led here is led. */
  readonly field: FieldAddress;
  onAddInput?(name: string): void;
}

const { max: LONGEST = CLOUD_EXPRESSION_LENGTH } = limitsOf('FlowCondition', 'expression');

/** One condition, as rows and as text below; both edit the same tree. */
export function ConditionExpressionEditor({
  value,
  onChange,
  name,
  inputs,
  truth,
  readOnly,
  problem,
  errors = [],
  validated = [],
  hints = [],
  field,
  onAddInput,
}: ConditionExpressionEditorProps) {
  const id = useId();
  const parsed = useMemo(() => parseConditionExpression(value), [value]);
  const lastGood = useRef<ConditionExpression>(undefined);
  if (parsed.ok) lastGood.current = parsed.expression;
  const known = useRef(inputs);
  known.current = inputs;
  const language = useMemo(
    () => async () => {
      const { conditionLanguage } = await import('./condition-language.ts');
      return conditionLanguage(() => known.current);
    },
    [],
  );
  const unknown = parsed.ok
    ? conditionReferences(parsed.expression).filter((each) => !inputs.some((input) => input.name === each))
    : [];
  const diagnostics = useMemo(() => {
    if (parsed.ok || value === '') return [];
    const at = faultPosition(value, parsed.cause);
    return [{ from: at, to: at + 1, message: parsed.cause }];
  }, [parsed, value]);
  const tooLong = value.length > LONGEST ? words.tooLong(LONGEST) : undefined;
  const own = [problem, tooLong].filter((each) => each !== undefined);
  const shown = lastGood.current;
  const [first] = inputs;
  const change = (expression: ConditionExpression) => onChange(conditionText(expression));
  const rows = useRef<HTMLDivElement>(null);
  const isRowNew = useRef(false);
  const join = (kind: 'and' | 'or', added: ConditionExpression, before: ConditionExpression) => {
    isRowNew.current = true;
    change({ kind, operands: [before, added] });
  };
  // Who asked for a row goes on in it; the button that made it is gone.
  useLayoutEffect(() => {
    if (!isRowNew.current) return;
    isRowNew.current = false;
    const all = rows.current?.querySelectorAll('.sb-condition-row');
    all
      ?.item(all.length - 1)
      ?.querySelector('select')
      ?.focus();
  });
  const isSaid = !parsed.ok || unknown.length > 0 || problem !== undefined;
  const problems = {
    errors: [...own, ...errors, ...(isSaid ? [] : validated)],
    warnings: isSaid ? [] : hints,
  };
  return (
    <div className="sb-condition">
      {shown && (
        <div ref={rows} className="sb-condition-rows" data-stale={!parsed.ok}>
          <ConditionPart
            expression={shown}
            onChange={change}
            onRemove={undefined}
            inputs={inputs}
            truth={parsed.ok ? truth : undefined}
            readOnly={readOnly || !parsed.ok}
            name={words.rowOf(name)}
          />
          {!readOnly && parsed.ok && first && shown.kind !== 'and' && shown.kind !== 'or' && (
            <div className="sb-tools">
              <ToolButton onClick={() => join('and', newComparison(first), shown)}>
                + {words.andRow}
              </ToolButton>
              <ToolButton onClick={() => join('or', newComparison(first), shown)}>+ {words.orRow}</ToolButton>
            </div>
          )}
        </div>
      )}
      {!shown && first && !readOnly && (
        <div className="sb-tools">
          <ToolButton onClick={() => change(newComparison(first))}>+ {words.row}</ToolButton>
        </div>
      )}
      <div data-field={field}>
        <CodeField
          value={value}
          onChange={onChange}
          ids={undefined}
          label={words.textOf(name)}
          describedBy={`${id}-foot ${id}-problems`}
          singleLine
          readOnly={readOnly}
          isInvalid={!parsed.ok || problems.errors.length > 0}
          placeholder={words.placeholder}
          language={language}
          diagnostics={diagnostics}
        />
      </div>
      <div className="sb-expression-foot" id={`${id}-foot`}>
        <output className="sb-preview">
          {!parsed.ok && <span className="sb-preview-error">{parsed.cause}</span>}
          {unknown.map((each) => (
            <span key={each} className="sb-preview-error">
              {words.unknownInput(each)}{' '}
              {onAddInput && !readOnly && (
                <ToolButton onClick={() => onAddInput(each)}>{words.addInput(each)}</ToolButton>
              )}
            </span>
          ))}
          {parsed.ok && truth?.mark === 'error' && (
            <span className="sb-preview-error">{firstCause(truth)}</span>
          )}
        </output>
        {value.length >= SHOW_EXPRESSION_LENGTH && (
          <span className="sb-expression-length" data-over={value.length > CLOUD_EXPRESSION_LENGTH}>
            {words.length(
              value.length,
              value.length > CLOUD_EXPRESSION_LENGTH ? LONGEST : CLOUD_EXPRESSION_LENGTH,
            )}
          </span>
        )}
      </div>
      {value.length > CLOUD_EXPRESSION_LENGTH && value.length <= LONGEST && (
        <p className="sb-side-note">{words.cloudLength(CLOUD_EXPRESSION_LENGTH)}</p>
      )}
      <InlineProblems id={`${id}-problems`} problems={problems} />
    </div>
  );
}

const firstCause = (truth: Truth): string | undefined =>
  truth.cause ?? truth.parts.map(firstCause).find((cause) => cause !== undefined);
