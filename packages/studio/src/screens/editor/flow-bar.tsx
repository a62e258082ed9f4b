import { type FormEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { editorMessages } from '../../messages/editor.ts';
import './flow-bar.css';

const NAME = /^([0-9a-zA-Z][_-]?){1,100}$/;

export interface FlowBarProps {
  readonly flowId: string;
  readonly name: string;
  /** Absent where the name cannot be changed. */
  onRename?(name: string): void;
  /** What belongs to the name: the state chip, the save text. */
  readonly facts?: ReactNode;
  /** At the right. */
  readonly actions?: ReactNode;
}

/** The head of all pages of one flow: its name, where one is, and what can be done here. */
export function FlowBar({ flowId, name, onRename, facts, actions }: FlowBarProps) {
  return (
    <div className="sb-flow-bar">
      <div className="sb-flow-bar-facts">
        <FlowName name={name} {...(onRename && { onRename })} />
        {facts}
      </div>
      <FlowTabs flowId={flowId} />
      <div className="sb-flow-bar-actions">{actions}</div>
    </div>
  );
}

function FlowTabs({ flowId }: { readonly flowId: string }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { tabs } = editorMessages;
  const base = `/flows/${flowId}`;
  const places = [
    { label: tabs.build, to: base },
    { label: tabs.runs, to: `${base}/runs` },
    { label: tabs.versions, to: `${base}/versions` },
    { label: tabs.settings, to: `${base}/settings` },
  ];
  // Comparing and exporting begin at the versions.
  const isOfVersions = pathname.startsWith(`${base}/compare/`) || pathname === `${base}/export`;
  const here = isOfVersions
    ? `${base}/versions`
    : (places.findLast(({ to }) => pathname.startsWith(to))?.to ?? base);
  return (
    <>
      <nav className="sb-flow-tabs" aria-label={editorMessages.tabsLabel}>
        {places.map(({ label, to }) => (
          <Link
            key={to}
            to={to}
            className={`sb-flow-tab${to === here ? ' active' : ''}`}
            {...(to === here && { 'aria-current': 'page' })}
          >
            {label}
          </Link>
        ))}
      </nav>
      <select
        className="sb-flow-tabs-select"
        aria-label={editorMessages.tabsLabel}
        value={here}
        onChange={(event) => navigate(event.target.value)}
      >
        {places.map(({ label, to }) => (
          <option key={to} value={to}>
            {label}
          </option>
        ))}
      </select>
    </>
  );
}

/** The flow's name; a click or Enter makes it a field. */
function FlowName({ name, onRename }: { readonly name: string; onRename?(name: string): void }) {
  const [draft, setDraft] = useState<string | undefined>();
  const button = useRef<HTMLButtonElement>(null);
  const isValid = draft === undefined || NAME.test(draft);
  const close = () => {
    setDraft(undefined);
    requestAnimationFrame(() => button.current?.focus());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft === undefined || !isValid) return;
    if (draft !== name) onRename?.(draft);
    close();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  };
  if (!onRename) return <h1 className="sb-flow-name">{name}</h1>;
  if (draft === undefined)
    return (
      <h1 className="sb-flow-name">
        <button
          ref={button}
          type="button"
          title={editorMessages.rename}
          aria-label={`${name}, ${editorMessages.rename}`}
          onClick={() => setDraft(name)}
        >
          {name}
        </button>
      </h1>
    );
  return (
    <form className="sb-flow-name" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        aria-label={editorMessages.flowName}
        aria-invalid={!isValid}
        aria-describedby="sb-flow-name-help"
        value={draft}
        maxLength={100}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={submit}
        onKeyDown={key}
      />
      <span id="sb-flow-name-help" className={isValid ? 'sb-visually-hidden' : 'sb-flow-name-wrong'}>
        {editorMessages.nameHelp}
      </span>
    </form>
  );
}
