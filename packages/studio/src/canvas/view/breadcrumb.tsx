import { useDocument, useEditorState } from '../../editor/index.ts';
import { canvasMessages } from '../../messages/canvas.ts';
import { useCanvas } from '../state/canvas-context.ts';
import './breadcrumb.css';

const words = canvasMessages.loop;

/** The way out of the loops that are open in place. */
export const Breadcrumb = () => {
  const canvas = useCanvas();
  const openLoops = useEditorState((state) => state.openLoops);
  const nodes = useDocument((snapshot) => snapshot.nodes);
  const loops = [...openLoops].flatMap((id) => nodes.get(id) ?? []);
  if (loops.length === 0) return null;
  return (
    <nav className="sb-breadcrumb" aria-label={words.trail}>
      <button type="button" className="sb-crumb" onClick={() => canvas.fit()}>
        {words.whole}
      </button>
      {loops.map(({ id, name }) => (
        <span key={id} className="sb-crumb-part">
          <span aria-hidden="true">›</span>
          <button type="button" className="sb-crumb" onClick={() => canvas.fit([id])}>
            {name}
          </button>
          <button
            type="button"
            className="sb-crumb-close"
            aria-label={words.close(name)}
            title={words.close(name)}
            onClick={() => canvas.closeLoop(id)}
          >
            ✕
          </button>
        </span>
      ))}
    </nav>
  );
};
