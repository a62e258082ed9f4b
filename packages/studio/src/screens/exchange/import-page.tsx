import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { type ReadFlow, readDefinition, replaceReferences } from '@streambed/flow/exchange';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import {
  type ClipboardEvent,
  type DragEvent,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useSearchParams } from 'react-router-dom';
import { ErrorAlert } from '../../components/index.ts';
import { exchangeMessages } from '../../messages/exchange.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Found } from './found.tsx';
import { ImportTarget } from './import-target.tsx';
import { MappingTable, MissingValues } from './mapping-table.tsx';
import './exchange.css';

const words = exchangeMessages.import;
const LARGEST_FILE = 32 * 1024 * 1024;

/** `/import`, `/import?into=ID`: a text or file becomes a flow, or the draft of one. */
export function ImportPage() {
  usePageTitle(words.title);
  const [parameters] = useSearchParams();
  const [text, setText] = useState('');
  const [fileError, setFileError] = useState<string>();
  const [isDragged, setDragged] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [values, setValues] = useState<ReadonlyMap<string, string>>(new Map());
  const [mapped, setMapped] = useState<ReadonlyMap<string, string>>(new Map());
  const area = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const areaId = useId();

  // Typing is never held up by reading what was typed.
  const readText = useDeferredValue(text);
  const given = useMemo(() => new Map([...values].filter(([, value]) => value !== '')), [values]);
  const reading = useMemo(
    () => (readText.trim() === '' ? undefined : readDefinition(readText, given)),
    [readText, given],
  );
  // Names that were given are asked for no longer, but can still be changed.
  const asked = useMemo(() => (readText.trim() === '' ? [] : missingOf(readText)), [readText]);
  const flow: ReadFlow | undefined = reading?.ok ? (reading.flows[chosen] ?? reading.flows[0]) : undefined;
  const definition = useMemo(
    () => flow?.definition && mapDefinition(flow.definition, mapped),
    [flow, mapped],
  );

  const take = (next: string) => {
    setText(next);
    setChosen(0);
    setValues(new Map());
    setMapped(new Map());
    setFileError(undefined);
  };
  const takeFile = async (taken: File | undefined) => {
    if (!taken) return;
    if (taken.size > LARGEST_FILE) {
      setFileError(words.tooLarge(taken.name));
      return;
    }
    try {
      take(new TextDecoder('utf-8', { fatal: true }).decode(await taken.arrayBuffer()));
    } catch {
      setFileError(words.notText(taken.name));
    }
  };
  const goToLine = (line: number) => {
    const field = area.current;
    if (!field) return;
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    field.scrollTop = Math.max(0, (line - 4) * 20);
  };
  // A paste anywhere on the page is a paste of a flow, unless it is meant for a field.
  useEffect(() => {
    const paste = (event: globalThis.ClipboardEvent) => {
      if ((event.target as Element).closest?.('input, textarea, [contenteditable="true"]')) return;
      const pasted = event.clipboardData?.getData('text/plain') ?? '';
      if (pasted.trim() !== '') take(pasted);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDragged(false);
    void takeFile(event.dataTransfer.files[0]);
  };
  const pasteFile = (event: ClipboardEvent) => {
    const [pasted] = event.clipboardData.files;
    if (pasted) void takeFile(pasted);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file has its twin in the button
    <div
      className="sb-page"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDragged(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragged(false);
      }}
      onDrop={drop}
    >
      <Header variant="h1" description={words.lead}>
        {words.title}
      </Header>
      <div className="sb-import">
        <div className="sb-import-side">
          <div className="sb-import-text">
            <div className="sb-import-text-head">
              <label htmlFor={areaId}>{words.text}</label>
              <span>
                {text !== '' && (
                  <Button variant="inline-link" onClick={() => take('')}>
                    {words.clear}
                  </Button>
                )}{' '}
                <Button iconName="upload" onClick={() => file.current?.click()}>
                  {words.choose}
                </Button>
              </span>
              <input
                ref={file}
                type="file"
                hidden
                accept=".json,.yaml,.yml,.template,.txt,application/json"
                aria-label={words.choose}
                onChange={(event) => {
                  void takeFile(event.target.files?.[0]);
                  event.target.value = '';
                }}
              />
            </div>
            <textarea
              ref={area}
              id={areaId}
              value={text}
              spellCheck={false}
              autoComplete="off"
              placeholder={words.placeholder}
              aria-invalid={reading !== undefined && !reading.ok}
              onChange={(event) => setText(event.target.value)}
              onPaste={pasteFile}
            />
          </div>
          {fileError !== undefined && <ErrorAlert error={{ message: fileError }} title={words.unreadable} />}
          {reading && !reading.ok && (
            <ErrorAlert
              error={{ message: reading.message }}
              title={
                reading.line === undefined
                  ? words.unreadable
                  : `${words.unreadable} (${words.atLine(reading.line).toLowerCase()})`
              }
            />
          )}
        </div>
        {reading?.ok && flow && (
          <div className="sb-import-side">
            <Found
              reading={reading}
              flow={flow}
              definition={definition}
              chosen={chosen}
              onChoose={(next) => {
                setChosen(next);
                setMapped(new Map());
              }}
              onLine={goToLine}
            />
            {asked.length > 0 && <MissingValues names={asked} values={values} onChange={setValues} />}
            {flow.references.length > 0 && (
              <MappingTable references={flow.references} mapped={mapped} onChange={setMapped} />
            )}
            <ImportTarget
              // Another flow of the text has another name.
              key={flow.logicalId ?? flow.name ?? ''}
              flow={flow}
              definition={definition}
              into={parameters.get('into') ?? undefined}
            />
          </div>
        )}
      </div>
      {isDragged && (
        <div className="sb-import-drop" role="status">
          {words.drop}
        </div>
      )}
    </div>
  );
}

/** Names that the text leaves open, given or not. */
const missingOf = (text: string): readonly string[] => {
  const reading = readDefinition(text);
  return reading.ok ? reading.missing.map(({ name }) => name) : [];
};

/** Other values by the key of the reference, `kind value`. */
const mapDefinition = (definition: FlowDefinition, mapped: ReadonlyMap<string, string>): FlowDefinition =>
  replaceReferences(definition, (kind, value) => mapped.get(`${kind} ${value}`) || undefined);
