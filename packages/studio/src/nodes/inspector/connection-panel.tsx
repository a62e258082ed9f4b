import type { ConnectionView } from '../../document/index.ts';
import { useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { useAccessReason } from '../editing/node-form.tsx';
import { ExpressionEditor } from '../expression/expression-editor.tsx';
import { ToolButton } from '../fields/tool-button.tsx';
import { useDelivered } from '../running/use-run.ts';
import { ValueView } from '../values/value-view.tsx';

/** One connection: its ends, its expression with what it yields, and its name, which only the JSON shows. */
export function ConnectionPanel({ connection }: { readonly connection: ConnectionView }) {
  const editor = useEditor();
  const reason = useAccessReason();
  const { id, type, source, sourceName, sourceOutput, target, targetName, targetInput, condition, name } =
    connection;
  const from = useDocument(({ nodes }) => (source === undefined ? undefined : nodes.get(source)));
  const to = useDocument(({ nodes }) => (target === undefined ? undefined : nodes.get(target)));
  const input = to?.inputs.find((each) => each.name === targetInput);
  const sample = useDelivered(target ?? '', targetInput ?? '');
  const problems = useEditorState((state) => state.problems).filter(
    ({ address }) => address.connection === id,
  );
  const insert = editor.commands.find(
    (command) => /insert/i.test(command.id) && /connection/i.test(command.id),
  );
  const fromLabel = `${from?.name ?? sourceName}${sourceOutput === undefined ? '' : `.${sourceOutput}`}`;
  const toLabel = `${to?.name ?? targetName}${targetInput === undefined ? '' : `.${targetInput}`}`;
  const remove = () => {
    editor.document.edit(words.steps.removeConnection, (flow) => flow.disconnect([id]));
    editor.select({});
  };
  return (
    <>
      <header className="sb-node-head">
        <h2 className="sb-inspector-title">
          {type === 'Data' ? words.dataConnection : words.branchConnection}
        </h2>
        <p className="sb-side-note">{type === 'Data' ? words.dataHelp : words.branchHelp}</p>
      </header>
      <div className="sb-inspector-body sb-form">
        {problems.length > 0 && (
          <ul
            className="sb-inspector-problems"
            aria-label={words.problems}
            data-worst={problems[0]?.severity}
          >
            {problems.map(({ key, severity, message }) => (
              <li key={key} data-severity={severity}>
                {message}
              </li>
            ))}
          </ul>
        )}
        <dl className="sb-facts">
          <dt>{words.fromEnd}</dt>
          <dd>
            <End
              label={fromLabel}
              onGo={source === undefined ? undefined : () => editor.goTo({ node: source })}
            />
          </dd>
          {condition !== undefined && (
            <>
              <dt>{words.branch}</dt>
              <dd>
                <button
                  type="button"
                  className="sb-chip"
                  onClick={() =>
                    source !== undefined && editor.goTo({ node: source, field: `condition:${condition}` })
                  }
                >
                  {condition}
                </button>
              </dd>
            </>
          )}
          <dt>{words.toEnd}</dt>
          <dd>
            <End
              label={toLabel}
              onGo={
                target === undefined
                  ? undefined
                  : () =>
                      editor.goTo({
                        node: target,
                        ...(targetInput !== undefined && { field: `input:${targetInput}` }),
                      })
              }
            />
          </dd>
          {input && (
            <>
              <dt>{words.type}</dt>
              <dd>{input.type}</dd>
            </>
          )}
          <dt>{words.nameInJson}</dt>
          <dd className="sb-mono sb-break">{name}</dd>
        </dl>
        {input && target !== undefined && (
          <div>
            <h3 className="sb-inspector-subtitle">{words.expression}</h3>
            <ExpressionEditor
              value={input.expression}
              wants={input.type}
              sample={sample}
              declared={from?.outputs.find((output) => output.name === sourceOutput)?.type}
              label={words.expressionOf(input.name)}
              readOnly={reason !== undefined}
              onChange={(expression) =>
                editor.document.edit(
                  words.steps.expression(input.name),
                  (flow) => flow.changeInput(target, input.name, { expression }),
                  { joins: `${target} input:${input.name}.expression` },
                )
              }
            />
          </div>
        )}
        {sample && (
          <div>
            <h3 className="sb-inspector-subtitle">{words.lastValue}</h3>
            <p className="sb-side-note">{words.origin[sample.origin]}</p>
            <ValueView value={sample.value} label={words.lastValue} />
          </div>
        )}
        <div className="sb-tools">
          {insert && (
            <ToolButton onClick={() => void insert.run(editor)} unavailable={insert.unavailable?.(editor)}>
              {insert.label}
            </ToolButton>
          )}
          <ToolButton onClick={remove} unavailable={reason}>
            {words.deleteConnection}
          </ToolButton>
        </div>
      </div>
    </>
  );
}

function End({ label, onGo }: { readonly label: string; readonly onGo: (() => void) | undefined }) {
  if (!onGo) return <span className="sb-source-none">{words.notThere(label)}</span>;
  return (
    <button type="button" className="sb-chip" title={words.goTo(label)} onClick={onGo}>
      {label}
    </button>
  );
}
