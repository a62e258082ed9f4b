import type { Extension } from '@codemirror/state';
import type { Ref } from 'react';
import { type CSSProperties, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import { textChoice } from '../../editor/index.ts';
import { codeMessages as words } from '../../messages/nodes.ts';
import type { FieldIds } from '../fields/field.tsx';
import './code-field.css';
import type { CodeDiagnostic, CodeView } from './code-mirror.ts';

export type { CodeDiagnostic } from './code-mirror.ts';

/** What can be done to the field from outside. */
export interface CodeHandle {
  focus(): void;
  /** Puts the text where the cursor is, in place of what is selected. */
  insert(text: string): void;
  /** Where the cursor will be when the field is entered, in UTF-16 units; not while somebody writes in it. */
  startAt(position: number): void;
}

export interface CodeFieldProps {
  readonly value: string;
  /** `cursor`: where it stands after the change, in UTF-16 units. */
  onChange(value: string, cursor: number): void;
  readonly ids: Pick<FieldIds, 'label' | 'describedBy'> | undefined;
  /** The element that tells more of it, where `ids` names none. */
  readonly describedBy?: string | undefined;
  /** The name, where there is no label to point at. */
  readonly label?: string;
  readonly isInvalid?: boolean;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  readonly singleLine?: boolean;
  readonly lineNumbers?: boolean;
  /** Whether Tab indents; Esc, then Tab leaves either way. */
  readonly tabIndents?: boolean;
  readonly minLines?: number;
  readonly maxLines?: number;
  /** Colours, completion, keys: loaded with CodeMirror at the first focus. Must keep its identity. */
  readonly language?: () => Promise<Extension>;
  readonly diagnostics?: readonly CodeDiagnostic[];
  readonly handle?: Ref<CodeHandle>;
  onLeave?(): void;
}

const LINE = 20;
const PADDING = 8;
const NO_DIAGNOSTICS: readonly CodeDiagnostic[] = [];

const attributesOf = ({ ids, label, isInvalid = false }: CodeFieldProps): Record<string, string> => ({
  ...(ids?.label === undefined ? { 'aria-label': label ?? '' } : { 'aria-labelledby': ids.label }),
  ...(ids?.describedBy && { 'aria-describedby': ids.describedBy }),
  ...(isInvalid && { 'aria-invalid': 'true' }),
});

/**
 * A text that is code. Until the first focus it is a plain text area that looks the same; then CodeMirror comes, and
 * what was typed meanwhile is kept. Where it cannot be loaded, or is not wanted, the text area stays, and works.
 */
export function CodeField(props: CodeFieldProps) {
  const {
    value,
    ids,
    label,
    isInvalid = false,
    readOnly = false,
    placeholder,
    singleLine = false,
    lineNumbers = false,
    minLines = 1,
    maxLines = singleLine ? 4 : 24,
    language,
    diagnostics = NO_DIAGNOSTICS,
    handle,
  } = props;
  const current = useRef(props);
  current.current = props;
  const host = useRef<HTMLDivElement>(null);
  const twin = useRef<HTMLTextAreaElement>(null);
  const view = useRef<CodeView>(undefined);
  const [wanted, setWanted] = useState(false);
  const [ready, setReady] = useState(false);
  const { isPlain } = useStore(textChoice);

  useEffect(() => {
    if (!wanted || readOnly || isPlain) return;
    let isGone = false;
    const open = async () => {
      const [{ openCodeView }, extension] = await Promise.all([import('./code-mirror.ts'), language?.()]);
      const area = twin.current;
      if (isGone || !host.current || !area) return;
      const hadFocus = document.activeElement === area;
      const opened = openCodeView({
        parent: host.current,
        text: area.value,
        selection: [area.selectionStart, area.selectionEnd],
        extension: extension ?? [],
        singleLine,
        lineNumbers,
        tabIndents: current.current.tabIndents ?? false,
        placeholder,
        onText: (text, cursor) => current.current.onChange(text, cursor),
      });
      view.current = opened;
      // Before it has the focus: screen readers say then what it is called. The twin goes at once: there is one field.
      opened.setAttributes(attributesOf(current.current));
      flushSync(() => setReady(true));
      if (hadFocus) opened.focus();
    };
    // Without CodeMirror the text area remains what it is: a field that works.
    void open().catch(() => undefined);
    return () => {
      isGone = true;
      view.current?.destroy();
      view.current = undefined;
      setReady(false);
    };
  }, [wanted, readOnly, isPlain, language, singleLine, lineNumbers, placeholder]);

  useEffect(() => {
    if (ready) view.current?.show(value);
  }, [value, ready]);
  useEffect(() => {
    if (ready) view.current?.setDiagnostics(diagnostics);
  }, [diagnostics, ready]);
  const describedBy = ids?.describedBy ?? props.describedBy ?? '';
  const labelledBy = ids?.label;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the attributes are made of
  useEffect(() => {
    if (!ready) return;
    view.current?.setAttributes(attributesOf(current.current));
  }, [ready, labelledBy, label, describedBy, isInvalid]);

  useImperativeHandle(
    handle,
    () => ({
      focus() {
        if (view.current) view.current.focus();
        else twin.current?.focus();
      },
      insert(text) {
        if (view.current) {
          view.current.insert(text);
          return;
        }
        const area = twin.current;
        if (!area) return;
        const { selectionStart: from, selectionEnd: to, value: before } = area;
        current.current.onChange(before.slice(0, from) + text + before.slice(to), from + text.length);
        area.focus();
      },
      startAt(position) {
        if (host.current?.contains(document.activeElement)) return;
        if (view.current) view.current.startAt(position);
        else twin.current?.setSelectionRange(position, position);
      },
    }),
    [],
  );

  const style = {
    '--sb-code-min': `${minLines * LINE + PADDING}px`,
    '--sb-code-max': `${maxLines * LINE + PADDING}px`,
  } as CSSProperties;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that focus leaves what it holds
    <div
      className={`sb-code ${singleLine ? 'sb-code-single' : ''} ${lineNumbers ? 'sb-code-numbered' : ''}`}
      style={style}
      data-invalid={isInvalid}
      data-read-only={readOnly}
      ref={host}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onLeave?.();
      }}
    >
      {!ready && (
        <textarea
          ref={twin}
          className="sb-code-twin"
          {...(labelledBy === undefined ? { 'aria-label': label } : { 'aria-labelledby': labelledBy })}
          aria-describedby={describedBy === '' ? undefined : describedBy}
          aria-invalid={isInvalid || undefined}
          readOnly={readOnly}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          rows={singleLine ? 1 : Math.min(Math.max(value.split('\n').length, minLines), maxLines)}
          placeholder={placeholder}
          title={readOnly ? words.readOnly : undefined}
          value={value}
          onFocus={() => setWanted(true)}
          onKeyDown={(event) => {
            if (singleLine && event.key === 'Enter') event.preventDefault();
          }}
          onChange={(event) => {
            const text = singleLine ? event.target.value.replaceAll('\n', ' ') : event.target.value;
            props.onChange(text, event.target.selectionStart);
          }}
        />
      )}
    </div>
  );
}
