import type { DataType } from '@streambed/flow/definition';
import { useId, useMemo, useRef, useState } from 'react';
import type { Sample } from '../../editor/index.ts';
import { expressionMessages as words } from '../../messages/nodes.ts';
import { CodeField } from '../code/code-field.tsx';
import { CLOUD_EXPRESSION_LENGTH, limitsOf, SHOW_EXPRESSION_LENGTH } from '../editing/limits.ts';
import type { FieldIds } from '../fields/field.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { shortValue } from '../values/short-value.ts';
import { ValueTree } from '../values/value-tree.tsx';
import './expression-editor.css';
import {
  type Delivered,
  type ExpressionPreview,
  membersAt,
  previewExpression,
  siblingPath,
} from './expression-preview.ts';

export interface ExpressionEditorProps {
  readonly value: string;
  onChange(value: string): void;
  /** The type that the input declares. */
  readonly wants: DataType;
  /** What it will be evaluated on, where that is known. */
  readonly sample?: Sample | undefined;
  readonly declared?: DataType | undefined;
  readonly ids?: Pick<FieldIds, 'label' | 'describedBy'> | undefined;
  readonly label?: string;
  readonly readOnly?: boolean;
  readonly isInvalid?: boolean;
  /** What else is said of it, such as its problems. */
  readonly describedBy?: string | undefined;
  /** Declares another type for the input; offered when the value has one. */
  onType?(type: DataType): void;
}

const { max: LONGEST = CLOUD_EXPRESSION_LENGTH } = limitsOf('FlowNodeInput', 'expression');

/** An input expression with what it yields on the last real value. */
export function ExpressionEditor(props: ExpressionEditorProps) {
  const {
    value,
    onChange,
    wants,
    sample,
    declared,
    ids,
    label,
    readOnly = false,
    isInvalid,
    onType,
    describedBy,
  } = props;
  const previewId = useId();
  const current = useRef(props);
  current.current = props;
  const [isPicking, setPicking] = useState(false);
  const delivered: Delivered = useMemo(
    () => ({
      ...(sample && { value: sample.value }),
      ...(declared !== undefined && { declared }),
    }),
    [sample, declared],
  );
  const preview = useMemo(() => previewExpression(value, delivered, wants), [value, delivered, wants]);
  const lastGood = useRef<ExpressionPreview>(undefined);
  if (preview.kind === 'value') lastGood.current = preview;

  const language = useMemo(
    () => async () => {
      const { expressionLanguage } = await import('./expression-language.ts');
      return expressionLanguage({
        members: (path) => membersAt(current.current.sample?.value, path),
        walk(by) {
          const next = siblingPath(current.current.value, current.current.sample?.value, by);
          if (next === undefined) return false;
          current.current.onChange(next);
          return true;
        },
      });
    },
    [],
  );
  const diagnostics = useMemo(
    () =>
      preview.kind === 'malformed'
        ? [{ from: preview.at, to: Math.min(preview.at + 1, value.length), message: preview.cause }]
        : [],
    [preview, value],
  );

  return (
    <div className="sb-expression">
      <div className="sb-expression-line">
        <CodeField
          value={value}
          onChange={onChange}
          ids={ids}
          label={label ?? words.label}
          describedBy={[previewId, describedBy].filter(Boolean).join(' ')}
          singleLine
          readOnly={readOnly}
          isInvalid={isInvalid === true || value.length > LONGEST}
          placeholder="$.data"
          language={language}
          diagnostics={diagnostics}
        />
        <ToolButton
          onClick={() => setPicking(!isPicking)}
          isExpanded={isPicking}
          label={words.pickFor(label ?? words.label)}
          unavailable={readOnly ? words.readOnly : sample ? undefined : words.nothingToPick}
        >
          {words.pick}
        </ToolButton>
      </div>
      <div className="sb-expression-foot" id={previewId}>
        <PreviewLine
          preview={preview}
          lastGood={lastGood.current}
          wants={wants}
          onFix={readOnly ? undefined : onChange}
          onType={readOnly ? undefined : onType}
        />
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
      {isPicking && sample && (
        <div className="sb-expression-tree">
          <ValueTree
            value={sample.value}
            label={words.pickFrom}
            pickLabel={words.use}
            onPick={(row) => {
              onChange(row.path);
              setPicking(false);
            }}
          />
        </div>
      )}
    </div>
  );
}

function PreviewLine({
  preview,
  lastGood,
  wants,
  onFix,
  onType,
}: {
  readonly preview: ExpressionPreview;
  readonly lastGood: ExpressionPreview | undefined;
  readonly wants: DataType;
  readonly onFix: ((expression: string) => void) | undefined;
  readonly onType: ((type: DataType) => void) | undefined;
}) {
  switch (preview.kind) {
    case 'value':
      return (
        <output className="sb-preview">
          → <Value of={preview} /> · {preview.type} <Tick />
        </output>
      );
    case 'promised':
      return (
        <output className="sb-preview sb-preview-quiet">
          {preview.type === undefined ? words.noValue : words.promised(preview.type)}
        </output>
      );
    case 'malformed':
      return (
        <output className="sb-preview">
          <span className="sb-preview-error">{words.malformed(preview.at + 1, preview.cause)}</span>
          {lastGood?.kind === 'value' && (
            <span className="sb-preview-quiet">
              {' '}
              → <Value of={lastGood} />
            </span>
          )}
        </output>
      );
    default: {
      const type = preview.kind === 'mismatch' && preview.type !== 'Null' ? preview.type : undefined;
      return (
        <output className="sb-preview">
          <span className="sb-preview-error">
            {preview.kind === 'mismatch' ? (
              <>
                → {preview.value !== undefined && <Value of={{ ...preview, value: preview.value }} />}{' '}
                {words.mismatch(preview.type, wants)}
              </>
            ) : (
              preview.cause
            )}
          </span>
          {onFix && preview.fixes.length > 0 && <span>{words.tryThis}</span>}
          {onFix &&
            preview.fixes.map(({ label, expression }) => (
              <ToolButton
                key={expression}
                onClick={() => onFix(expression)}
                label={words.use(expression)}
                isMono
              >
                {label}
              </ToolButton>
            ))}
          {onType && type !== undefined && (
            <ToolButton onClick={() => onType(type)}>{words.setType(type)}</ToolButton>
          )}
        </output>
      );
    }
  }
}

function Value({ of }: { readonly of: { readonly value: Parameters<typeof shortValue>[0] } }) {
  return <code className="sb-preview-value">{shortValue(of.value, 48)}</code>;
}

function Tick() {
  return (
    <span className="sb-preview-tick" role="img" aria-label={words.fits}>
      ✓
    </span>
  );
}
