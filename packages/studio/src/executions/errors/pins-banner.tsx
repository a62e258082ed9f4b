import { useDocument, useEditor } from '../../editor/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { SmallButton } from '../controls/small-button.tsx';
import './run-banner.css';

/** "3 pins active · clear": whoever starts a run must know that some of it is made up. */
export function PinsBanner() {
  const { document } = useEditor();
  const count = useDocument(({ pins }) => pins.size);
  if (count === 0) return null;
  return (
    <section className="sb-run-banner sb-run-banner-warning" aria-label={words.pins.label}>
      <div className="sb-run-banner-text">
        <p className="sb-run-banner-headline">
          <strong>{words.pins.active(count)}</strong>{' '}
          <span className="sb-run-banner-details">{words.pins.explain}</span>
        </p>
      </div>
      <div className="sb-run-banner-buttons">
        <SmallButton
          onClick={() => document.edit(words.pins.clear.toLowerCase(), (edit) => edit.removePins())}
        >
          {words.pins.clear}
        </SmallButton>
      </div>
    </section>
  );
}
