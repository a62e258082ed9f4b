import Button from '@cloudscape-design/components/button';
import { Palette } from '../../canvas/index.ts';
import { useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages as words } from '../../messages/editor.ts';
import { Outline } from './around-the-canvas.ts';
import { returnToCanvas } from './return-to-canvas.ts';

/** The panel at the left: what can be added, and the flow as a tree. Closed it is a rail of glyphs. */
export function LeftPanel() {
  const { state } = useEditor();
  const tab = useEditorState(({ leftTab }) => leftTab);
  const isOpen = useEditorState(({ paletteOpen }) => paletteOpen);
  if (!isOpen)
    return (
      <div className="sb-left-rail">
        <Button
          variant="icon"
          iconName="angle-right"
          ariaLabel={words.commands.toggleLeft}
          onClick={() => state.setState({ paletteOpen: true })}
        />
        <Palette isRail />
      </div>
    );
  return (
    <>
      <div role="tablist" aria-label={words.regions.left} className="sb-left-tabs">
        {(['palette', 'outline'] as const).map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`sb-left-${each}`}
            aria-selected={tab === each}
            aria-controls="sb-left-content"
            tabIndex={tab === each ? 0 : -1}
            className="sb-bottom-tab"
            onClick={() => state.setState({ leftTab: each })}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
              const other = each === 'palette' ? 'outline' : 'palette';
              state.setState({ leftTab: other });
              globalThis.document.getElementById(`sb-left-${other}`)?.focus();
            }}
          >
            {words.leftTabs[each]}
          </button>
        ))}
      </div>
      <div
        id="sb-left-content"
        role="tabpanel"
        aria-labelledby={`sb-left-${tab}`}
        className="sb-left-content"
        {...(tab === 'outline' && { onKeyDown: returnToCanvas })}
      >
        {tab === 'palette' ? <Palette /> : <Outline />}
      </div>
    </>
  );
}
