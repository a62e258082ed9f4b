import Button from '@cloudscape-design/components/button';
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import { type BottomTab, useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { DataPanel, JsonPanel, ProblemsPanel, TestPanel, Timeline } from './around-the-canvas.ts';
import './bottom-panel.css';

const TABS: readonly BottomTab[] = ['test', 'timeline', 'data', 'problems', 'json'];

/** The panel below the canvas: its tabs stay visible when it is closed. */
export function BottomPanel({ onStaleText }: { onStaleText(isStale: boolean): void }) {
  const { state } = useEditor();
  const tab = useEditorState(({ bottomTab }) => bottomTab);
  const isOpen = useEditorState(({ bottomOpen }) => bottomOpen);
  const problemCount = useEditorState(({ problems }) => problems.length);
  const show = useCallback(
    (bottomTab: BottomTab) => state.setState({ bottomTab, bottomOpen: true }),
    [state],
  );

  const wanted = useEditorState(({ bottomFocus }) => bottomFocus);
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted)
      content.current?.querySelector<HTMLElement>('button, input, textarea, [tabindex="0"]')?.focus();
  }, [wanted]);

  const step = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to =
      event.key === 'Home'
        ? TABS[0]
        : event.key === 'End'
          ? TABS.at(-1)
          : by && TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length];
    if (!to) return;
    event.preventDefault();
    show(to);
    event.currentTarget.querySelector<HTMLElement>(`#sb-tab-${to}`)?.focus();
  };

  return (
    <div className="sb-bottom">
      <div className="sb-bottom-head">
        <div
          role="tablist"
          aria-label={editorMessages.regions.bottom}
          className="sb-bottom-tabs"
          onKeyDown={step}
        >
          {TABS.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`sb-tab-${each}`}
              aria-selected={isOpen && each === tab}
              aria-controls={isOpen && each === tab ? 'sb-bottom-content' : undefined}
              tabIndex={each === tab ? 0 : -1}
              className="sb-bottom-tab"
              onClick={() => (isOpen && each === tab ? state.setState({ bottomOpen: false }) : show(each))}
            >
              {each === 'problems'
                ? editorMessages.problemsTab(problemCount)
                : editorMessages.bottomTabs[each]}
            </button>
          ))}
        </div>
        <Button
          variant="icon"
          iconName={isOpen ? 'angle-down' : 'angle-up'}
          ariaLabel={isOpen ? editorMessages.collapse : editorMessages.expand}
          onClick={() => state.setState({ bottomOpen: !isOpen })}
        />
      </div>
      {isOpen && (
        <div
          ref={content}
          id="sb-bottom-content"
          role="tabpanel"
          aria-labelledby={`sb-tab-${tab}`}
          className="sb-bottom-content"
        >
          {tab === 'test' && <TestPanel />}
          {tab === 'timeline' && <Timeline />}
          {tab === 'data' && <DataPanel />}
          {tab === 'problems' && <ProblemsPanel />}
          {tab === 'json' && <JsonPanel onStale={onStaleText} />}
        </div>
      )}
    </div>
  );
}
