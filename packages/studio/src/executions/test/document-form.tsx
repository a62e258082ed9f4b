import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { dataTypeOf } from '@streambed/flow/definition';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { useEffect, useId, useRef, useState } from 'react';
import { executionMessages as words } from '../../messages/executions.ts';
import { inPlace } from '../controls/in-place.ts';
import { Segmented } from '../controls/segmented.tsx';
import { ICONS, SmallButton } from '../controls/small-button.tsx';
import { inputProblem } from '../runner/inputs.ts';
import { itemsFromText, valueOfFile } from './csv.ts';
import '../data/run-data.css';

const ITEMS_SHOWN = 50;

/** A form for one document by its type, with its JSON as a twin. What cannot be sent is said below. */
export function DocumentForm({
  label,
  type,
  value,
  onChange,
}: {
  label: string;
  type: FlowNodeIODataType;
  value: JsonValue;
  onChange(value: JsonValue): void;
}) {
  const isDeep = type === 'Object' || type === 'Array';
  const [kind, setKind] = useState<'form' | 'json'>('form');
  const [fileProblem, setFileProblem] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const problem = inputProblem(value, type);
  // A value of another type has no form; its JSON shows what is there.
  const shown = isDeep && problem === undefined ? kind : isDeep ? 'json' : 'form';
  const upload = async (picked: File | undefined) => {
    if (!picked) return;
    try {
      onChange(valueOfFile(picked.name, await picked.text(), type));
      setFileProblem('');
    } catch (error) {
      setFileProblem(words.test.notJson((error as Error).message));
    }
  };
  const error = problem ?? (fileProblem || undefined);
  return (
    <div className="sb-test-document">
      <div className="sb-test-document-head">
        <span className="sb-test-label">
          {label} <span className="sb-data-type">{type}</span>
        </span>
        {isDeep && (
          <Segmented<'form' | 'json'>
            label={words.test.formKind}
            options={[
              { id: 'form', label: words.test.asForm },
              { id: 'json', label: words.test.asJson },
            ]}
            value={shown}
            onChange={setKind}
          />
        )}
        {type !== 'Number' && type !== 'Boolean' && (
          <SmallButton title={words.test.uploadHelp} onClick={() => file.current?.click()}>
            {words.test.upload}
          </SmallButton>
        )}
        <input
          ref={file}
          type="file"
          hidden
          accept=".txt,.csv,.tsv,.json,.md,text/*,application/json"
          onChange={(event) => {
            void upload(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {shown === 'json' ? (
        <JsonField label={label} value={value} onChange={onChange} error={error} />
      ) : type === 'Object' ? (
        <ObjectForm value={value as JsonObject} onChange={onChange} />
      ) : type === 'Array' ? (
        <ArrayForm value={value as JsonValue[]} onChange={onChange} />
      ) : (
        <FormField errorText={error} stretch>
          <ScalarField label={label} type={type} value={value} onChange={onChange} />
        </FormField>
      )}
    </div>
  );
}

/** A text, number or switch for one value. */
function ScalarField({
  label,
  type,
  value,
  onChange,
  rows = 3,
}: {
  label: string;
  type: string;
  value: JsonValue;
  onChange(value: JsonValue): void;
  rows?: number;
}) {
  const [typed, setTyped] = useState<string | undefined>();
  if (type === 'Boolean')
    return (
      <Segmented<'true' | 'false'>
        label={label}
        options={[
          { id: 'true', label: words.test.true },
          { id: 'false', label: words.test.false },
        ]}
        value={value === true ? 'true' : 'false'}
        onChange={(id) => onChange(id === 'true')}
      />
    );
  if (type === 'Number') {
    const text = typed ?? (typeof value === 'number' ? String(value) : '');
    const isWrong = text.trim() === '' || !Number.isFinite(Number(text));
    return (
      <FormField errorText={isWrong ? words.test.notNumber : undefined} stretch>
        <Input
          ariaLabel={label}
          value={text}
          inputMode="decimal"
          onChange={({ detail }) => {
            setTyped(detail.value);
            const number = Number(detail.value);
            if (detail.value.trim() !== '' && Number.isFinite(number)) onChange(number);
          }}
          onBlur={() => {
            if (!isWrong) setTyped(undefined);
          }}
        />
      </FormField>
    );
  }
  const text = typeof value === 'string' ? value : '';
  return (
    <Textarea
      ariaLabel={label}
      value={text}
      rows={Math.min(10, Math.max(rows, text.split('\n').length))}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

/** A value as JSON text; what does not parse stays in the field and is not sent. */
function JsonField({
  label,
  value,
  onChange,
  error,
  rows = 6,
}: {
  label: string;
  value: JsonValue;
  onChange(value: JsonValue): void;
  error?: string | undefined;
  rows?: number;
}) {
  const [text, setText] = useState(() => JSON.stringify(value, undefined, 2));
  const [problem, setProblem] = useState<string | undefined>();
  const own = useRef(value);
  useEffect(() => {
    // Changed elsewhere: a saved input was chosen, an example was edited.
    if (value === own.current) return;
    own.current = value;
    setText(JSON.stringify(value, undefined, 2));
    setProblem(undefined);
  }, [value]);
  return (
    <FormField errorText={problem ?? error} stretch>
      <Textarea
        ariaLabel={label}
        value={text}
        rows={Math.min(16, Math.max(rows, text.split('\n').length))}
        spellcheck={false}
        onChange={({ detail }) => {
          setText(detail.value);
          try {
            own.current = JSON.parse(detail.value) as JsonValue;
            setProblem(undefined);
            onChange(own.current);
          } catch (parseError) {
            setProblem(words.test.notJson((parseError as Error).message));
          }
        }}
      />
    </FormField>
  );
}

/** The field for a value of whatever type it has now. */
function AnyField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: JsonValue;
  onChange(value: JsonValue): void;
}) {
  const type = dataTypeOf(value);
  return type === 'Object' || type === 'Array' || type === 'Null' ? (
    <JsonField label={label} value={value} onChange={onChange} rows={2} />
  ) : (
    <ScalarField label={label} type={type} value={value} onChange={onChange} rows={1} />
  );
}

/** Own members only, and `__proto__` as a name like any other. */
const withMember = (value: JsonObject, name: string, member: JsonValue | undefined): JsonObject =>
  Object.fromEntries([
    ...Object.entries(value).flatMap(([key, present]) =>
      key !== name ? [[key, present] as const] : member === undefined ? [] : [[key, member] as const],
    ),
    ...(member !== undefined && !Object.hasOwn(value, name) ? [[name, member] as const] : []),
  ]);

function ObjectForm({ value, onChange }: { value: JsonObject; onChange(value: JsonValue): void }) {
  const [name, setName] = useState('');
  const add = () => {
    if (name === '' || Object.hasOwn(value, name)) return;
    onChange(withMember(value, name, ''));
    setName('');
  };
  return (
    <div className="sb-test-fields">
      {Object.entries(value).map(([key, member]) => (
        <div key={key} className="sb-test-field">
          <span className="sb-test-field-name" title={key}>
            {key}
          </span>
          <div className="sb-test-field-value">
            <AnyField
              label={key}
              value={member}
              onChange={(next) => onChange(withMember(value, key, next))}
            />
          </div>
          <SmallButton
            icon={ICONS.close}
            label={words.test.removeField(key)}
            onClick={() => onChange(withMember(value, key, undefined))}
          />
        </div>
      ))}
      <div className="sb-test-field">
        <div className="sb-test-field-value">
          <Input
            ariaLabel={words.test.newField}
            placeholder={words.test.newField}
            value={name}
            onChange={({ detail }) => setName(detail.value)}
            onKeyDown={({ detail }) => {
              if (detail.key === 'Enter') add();
            }}
          />
        </div>
        <SmallButton onClick={add}>{words.test.addField}</SmallButton>
      </div>
    </div>
  );
}

function ArrayForm({ value, onChange }: { value: readonly JsonValue[]; onChange(value: JsonValue): void }) {
  const [isPasting, setPasting] = useState(false);
  const [pasted, setPasted] = useState('');
  const id = useId();
  const shown = value.slice(0, ITEMS_SHOWN);
  const last = value.at(-1);
  const blank: JsonValue =
    typeof last === 'number' ? 0 : typeof last === 'boolean' ? false : typeof last === 'object' ? last : '';
  return (
    <div className="sb-test-fields">
      {isPasting && (
        <div className="sb-test-paste">
          <FormField label={words.test.pasteLabel} description={words.test.pasteHelp} controlId={id} stretch>
            <Textarea
              controlId={id}
              value={pasted}
              rows={6}
              spellcheck={false}
              onChange={({ detail }) => setPasted(detail.value)}
            />
          </FormField>
          <div className="sb-test-buttons">
            <Button
              onClick={() => {
                onChange(itemsFromText(pasted, value));
                setPasted('');
                setPasting(false);
              }}
            >
              {words.test.usePasted}
            </Button>
            <Button variant="link" onClick={() => setPasting(false)}>
              {words.test.cancel}
            </Button>
          </div>
        </div>
      )}
      {inPlace(shown).map(({ item, place }) => (
        <div key={place} className="sb-test-field">
          <span className="sb-test-field-name sb-test-index">{place + 1}</span>
          <div className="sb-test-field-value">
            <AnyField
              label={words.test.itemLabel(place + 1)}
              value={item}
              onChange={(next) => onChange(value.with(place, next) as JsonValue[])}
            />
          </div>
          <SmallButton
            icon={ICONS.close}
            label={words.test.removeItem(place + 1)}
            onClick={() => onChange(value.toSpliced(place, 1) as JsonValue[])}
          />
        </div>
      ))}
      {value.length > ITEMS_SHOWN && (
        <p className="sb-data-note">{words.test.more(value.length - ITEMS_SHOWN)}</p>
      )}
      <div className="sb-test-buttons">
        <SmallButton onClick={() => onChange([...value, structuredClone(blank)])}>
          {words.test.addItem}
        </SmallButton>
        <SmallButton onClick={() => setPasting(true)}>{words.test.paste}</SmallButton>
        <span className="sb-data-type">{words.test.items(value.length)}</span>
      </div>
    </div>
  );
}
