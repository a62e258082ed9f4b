import { useStore } from 'zustand';
import { FLOW_SCOPE } from '../../document/index.ts';
import { keyChoices, keysNow, showKeys, useDocument, useEditor, useEditorState } from '../../editor/index.ts';
import { inspectorMessages as words } from '../../messages/nodes.ts';
import { nodeFacts } from '../node-facts.ts';
import { NodeGlyph } from '../node-glyph.tsx';

/** Nothing is selected: what the flow is made of, and how to go on. */
export function FlowPanel() {
  const editor = useEditor();
  const nodes = useDocument((snapshot) => snapshot.nodes);
  const connections = useDocument((snapshot) => snapshot.connections);
  const pins = useDocument((snapshot) => snapshot.pins);
  const problems = useEditorState((state) => state.problems);
  const access = useEditorState((state) => state.access);
  const counts = new Map<string, number>();
  let inLoops = 0;
  for (const { type, scope } of nodes.values()) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (scope !== FLOW_SCOPE) inLoops++;
  }
  // As they are now: a person may have chosen other keys, or none.
  const choices = useStore(keyChoices);
  const tips = words.tips.flatMap(({ command, keys, says }) => {
    const now = command === undefined ? keys : keysNow({ id: command, keys }, choices);
    return now && now.length > 0 ? [{ keys: now, says }] : [];
  });
  const errors = problems.filter(({ severity }) => severity === 'Error').length;
  return (
    <>
      <header className="sb-node-head">
        <h2 className="sb-inspector-title">{words.flow}</h2>
        <p className="sb-side-note">{words.nothingSelected}</p>
      </header>
      <div className="sb-inspector-body sb-form">
        {access.mode === 'readOnly' && (
          <p className="sb-inspector-note" role="note">
            {access.reason}
          </p>
        )}
        <dl className="sb-facts">
          <dt>{words.nodes}</dt>
          <dd>{inLoops > 0 ? words.nodesInLoops(nodes.size, inLoops) : nodes.size}</dd>
          <dt>{words.connections}</dt>
          <dd>{connections.size}</dd>
          <dt>{words.problems}</dt>
          <dd>
            {problems.length === 0 ? (
              words.none
            ) : (
              <button type="button" className="sb-link" onClick={() => editor.showBottom('problems')}>
                {words.problemCount(errors, problems.length - errors)}
              </button>
            )}
          </dd>
          {pins.size > 0 && (
            <>
              <dt>{words.pins}</dt>
              <dd>{pins.size}</dd>
            </>
          )}
        </dl>
        {counts.size > 0 && (
          <ul className="sb-type-counts" aria-label={words.types}>
            {[...counts]
              .sort((a, b) => b[1] - a[1])
              .map(([type, count]) => (
                <li key={type} className={`sb-family-${nodeFacts(type).family}`}>
                  <NodeGlyph type={type} size={16} />
                  <span>{nodeFacts(type).label}</span>
                  <span className="sb-figure">{count}</span>
                </li>
              ))}
          </ul>
        )}
        <section aria-labelledby="sb-tips">
          <h3 className="sb-inspector-subtitle" id="sb-tips">
            {words.tipsTitle}
          </h3>
          <ul className="sb-tips">
            {tips.map(({ keys, says }) => (
              <li key={says}>
                <kbd className="sb-tip-keys">{keys.map((key) => showKeys(key)).join(' ')}</kbd>
                <span>{says}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
