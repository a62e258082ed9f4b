import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import Toggle from '@cloudscape-design/components/toggle';
import {
  type ExportedFile,
  type ExportFlow,
  type ExportOptions,
  writeApiJson,
  writeCloudFormation,
  writeTerraform,
} from '@streambed/flow/exchange';
import { useMemo, useState } from 'react';
import { CopyButton } from '../../components/index.ts';
import { saveFile } from '../../executions/copy-as-code/export-events.ts';
import { exchangeMessages } from '../../messages/exchange.ts';
import './exchange.css';

const words = exchangeMessages.export;

/** The forms, each by what writes it. */
const WRITERS = {
  api: (flow: ExportFlow) => writeApiJson(flow),
  'cloudformation-yaml': (flow: ExportFlow, options: ExportOptions) =>
    writeCloudFormation(flow, 'yaml', options),
  'cloudformation-json': (flow: ExportFlow, options: ExportOptions) =>
    writeCloudFormation(flow, 'json', options),
  terraform: writeTerraform,
} satisfies Record<string, (flow: ExportFlow, options: ExportOptions) => ExportedFile>;

export type ExportForm = keyof typeof WRITERS;
const FORMS = Object.keys(WRITERS) as ExportForm[];

/** An alias that may be written with the flow. */
export interface ExportAlias {
  readonly name: string;
  readonly description?: string;
  readonly maxConcurrency?: number;
}

export interface ExportPanelProps {
  readonly flow: ExportFlow;
  readonly aliases?: readonly ExportAlias[];
  readonly initialForm?: ExportForm;
  onForm?(form: ExportForm): void;
}

/** A flow as a file in the form one chooses, and what to know before it is used elsewhere. */
export function ExportPanel({ flow, aliases = [], initialForm = 'api', onForm }: ExportPanelProps) {
  const [form, setForm] = useState<ExportForm>(initialForm);
  const [parameters, setParameters] = useState(true);
  const [aliasName, setAliasName] = useState('');
  const isTemplate = form !== 'api';
  const file = useMemo(() => {
    const alias = isTemplate ? aliases.find(({ name }) => name === aliasName) : undefined;
    return WRITERS[form]({ ...flow, ...(alias && { alias }) }, { parameters });
  }, [form, isTemplate, parameters, aliasName, aliases, flow]);
  const aliasOptions = [
    { value: '', label: words.noAlias },
    ...aliases.map(({ name }) => ({ value: name, label: name })),
  ];
  return (
    <div className="sb-export">
      <div className="sb-export-options">
        <FormField label={words.form} description={words.formHelp[form]}>
          <SegmentedControl
            label={words.form}
            selectedId={form}
            options={FORMS.map((id) => ({ id, text: words.forms[id] }))}
            onChange={({ detail }) => {
              setForm(detail.selectedId as ExportForm);
              onForm?.(detail.selectedId as ExportForm);
            }}
          />
        </FormField>
        {isTemplate && (
          <Toggle
            checked={parameters}
            description={words.parametersHelp}
            onChange={({ detail }) => setParameters(detail.checked)}
          >
            {words.parameters}
          </Toggle>
        )}
        {isTemplate && aliases.length > 0 && (
          <FormField label={words.alias}>
            <Select
              selectedOption={aliasOptions.find(({ value }) => value === aliasName) ?? aliasOptions[0]!}
              options={aliasOptions}
              onChange={({ detail }) => setAliasName(detail.selectedOption.value ?? '')}
            />
          </FormField>
        )}
      </div>
      <ExportNotes file={file} />
      <div className="sb-export-file">
        <div className="sb-export-file-head">
          <span className="sb-mono">{file.fileName}</span>
          <span className="sb-export-file-actions">
            <CopyButton text={file.text} what={words.copy} />
            <Button iconName="download" onClick={() => saveFile(file.fileName, file.mediaType, file.text)}>
              {words.download}
            </Button>
          </span>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="sb-export-text" aria-label={words.text(file.fileName)} tabIndex={0}>
          <pre>{file.text}</pre>
        </section>
      </div>
    </div>
  );
}

function ExportNotes({ file }: { readonly file: ExportedFile }) {
  return (
    <section className="sb-export-notes" aria-label={words.notes}>
      <h3>{words.notes}</h3>
      {file.notes.length === 0 ? (
        <p className="sb-secondary sb-flat">{words.noNotes}</p>
      ) : (
        <ul>
          {file.notes.map(({ kind, message }) => (
            <li key={message}>
              <Badge color={kind === 'refused' ? 'red' : 'grey'}>{words.noteKinds[kind]}</Badge>
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
