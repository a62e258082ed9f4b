import { type DataType, dataTypeOf } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';
import { useId, useRef, useState } from 'react';
import { jsonMessages as words } from '../../messages/nodes.ts';
import { Choice } from '../fields/choice.tsx';
import { NameInput } from '../fields/name-input.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import type { ValueRow } from '../values/value-rows.ts';
import { ValueTree } from '../values/value-tree.tsx';
import { addAt, removeAt, renameAt, replaceAt } from './edit-json.ts';
import { JsonTextEditor } from './json-text-editor.tsx';
import './json-value-editor.css';
import { readJson } from './read-json.ts';
import '../expression/expression-editor.css';
import '../inspector/inspector.css';

/** A value that was used before. */
export interface PastValue {
  readonly label: string;
  readonly value: JsonValue;
}

export interface JsonValueEditorProps {
  readonly value: JsonValue | undefined;
  onChange(value: JsonValue): void;
  readonly label: string;
  /** The type that is wanted: a String is then typed as text, without quotes. */
  readonly type?: DataType;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  /** "From a past run": asked when somebody wants one. */
  pastValues?(): Promise<readonly PastValue[]>;
}

/** Any JSON value: as a tree or as text, pasted, uploaded, or taken from a past run. */
export function JsonValueEditor({
  value,
  onChange,
  label,
  type,
  readOnly = false,
  placeholder,
  pastValues,
}: JsonValueEditorProps) {
  const [view, setView] = useState<'tree' | 'text'>('text');
  const [chosen, setChosen] = useState<ValueRow>();
  const [problem, setProblem] = useState<string>();
  const [past, setPast] = useState<readonly PastValue[]>();
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const isText = type === 'String';
  const isDeep = typeof value === 'object' && value !== null;
  const take = (text: string) => {
    if (isText) {
      setProblem(undefined);
      onChange(text);
      return;
    }
    const read = readJson(text);
    if (!read.ok) {
      setProblem(words.notJson(read.line, read.message));
      return;
    }
    setProblem(undefined);
    onChange(read.value);
  };
  const paste = async () => {
    try {
      take(await navigator.clipboard.readText());
    } catch {
      setProblem(words.noClipboard);
    }
  };
  const found = value === undefined ? undefined : dataTypeOf(value);
  return (
    <div className="sb-json-value">
      <div className="sb-tools">
        {isDeep && (
          <Choice<'tree' | 'text'>
            label={words.viewAs}
            value={view}
            onChange={setView}
            options={[
              { value: 'text', label: words.text },
              { value: 'tree', label: words.tree },
            ]}
          />
        )}
        {!readOnly && (
          <>
            <ToolButton onClick={() => void paste()}>{words.paste}</ToolButton>
            <ToolButton onClick={() => file.current?.click()}>{words.upload}</ToolButton>
            {pastValues && (
              <ToolButton
                isExpanded={past !== undefined}
                onClick={() => {
                  if (past) setPast(undefined);
                  else
                    void pastValues().then(setPast, (error: Error) => {
                      setProblem(error.message);
                    });
                }}
              >
                {words.fromRun}
              </ToolButton>
            )}
            <input
              ref={file}
              type="file"
              hidden
              tabIndex={-1}
              accept={isText ? undefined : '.json,application/json,text/*'}
              onChange={(event) => {
                const [given] = event.target.files ?? [];
                if (given) void given.text().then(take);
                event.target.value = '';
              }}
            />
          </>
        )}
      </div>
      {past && (
        <ul className="sb-json-past" aria-label={words.fromRun}>
          {past.length === 0 && <li className="sb-side-note">{words.noRuns}</li>}
          {past.map((each) => (
            <li key={each.label}>
              <ToolButton
                onClick={() => {
                  onChange(each.value);
                  setPast(undefined);
                }}
              >
                {each.label}
              </ToolButton>
            </li>
          ))}
        </ul>
      )}
      {view === 'tree' && isDeep ? (
        <div className="sb-value-view-box">
          <ValueTree value={value} label={label} onPick={setChosen} pickLabel={words.editAt} />
          {!readOnly && chosen && (
            <Member key={chosen.path} root={value} row={chosen} onChange={onChange} onChoose={setChosen} />
          )}
        </div>
      ) : isText ? (
        <textarea
          id={id}
          className="sb-plain-area"
          aria-label={label}
          rows={3}
          readOnly={readOnly}
          placeholder={placeholder}
          value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <JsonTextEditor
          value={value}
          label={label}
          readOnly={readOnly}
          {...(placeholder !== undefined && { placeholder })}
          onProblem={(wrong) => setProblem(wrong && words.notJson(wrong.line, wrong.message))}
          onChange={(next) => {
            if (next !== undefined) onChange(next);
          }}
        />
      )}
      {problem !== undefined && (
        <p className="sb-preview sb-preview-error" role="alert">
          {problem}
        </p>
      )}
      {problem === undefined && type !== undefined && found !== undefined && found !== type && (
        <p className="sb-preview sb-preview-error">{words.wrongType(found, type)}</p>
      )}
    </div>
  );
}

/** What is chosen in the tree: its name and value. */
function Member({
  root,
  row,
  onChange,
  onChoose,
}: {
  readonly root: JsonValue;
  readonly row: ValueRow;
  onChange(value: JsonValue): void;
  onChoose(row: ValueRow | undefined): void;
}) {
  const { keys, path } = row;
  const value = keys.reduce<JsonValue | undefined>(
    (part, step) =>
      typeof part === 'object' && part !== null
        ? (part as { [key: string]: JsonValue })[step as string]
        : undefined,
    root,
  );
  const [problem, setProblem] = useState<string>();
  if (value === undefined) return null;
  const isDeep = typeof value === 'object' && value !== null;
  const key = keys.at(-1);
  return (
    <fieldset className="sb-json-member" aria-label={words.editAt(path)}>
      <div className="sb-input-line">
        {typeof key === 'string' ? (
          <NameInput
            value={key}
            label={words.memberName}
            limits={{}}
            taken={[]}
            readOnly={false}
            onProblem={() => undefined}
            onCommit={(name) => {
              onChange(renameAt(root, keys, name));
              onChoose(undefined);
            }}
          />
        ) : (
          <code className="sb-slot-name">{path}</code>
        )}
        {isDeep ? (
          <ToolButton onClick={() => onChange(addAt(root, keys).value)}>+ {words.addMember}</ToolButton>
        ) : (
          <span />
        )}
        {keys.length > 0 ? (
          <ToolButton
            label={words.removeAt(path)}
            onClick={() => {
              onChange(removeAt(root, keys));
              onChoose(undefined);
            }}
          >
            ×
          </ToolButton>
        ) : (
          <span />
        )}
      </div>
      <JsonTextEditor
        value={value}
        label={words.valueAt(path)}
        minLines={1}
        maxLines={8}
        onProblem={(wrong) => setProblem(wrong && words.notJson(wrong.line, wrong.message))}
        onChange={(next) => {
          if (next !== undefined) onChange(replaceAt(root, keys, next));
        }}
      />
      {problem !== undefined && <p className="sb-preview sb-preview-error">{problem}</p>}
    </fieldset>
  );
}
