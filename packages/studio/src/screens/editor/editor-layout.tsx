import Button from '@cloudscape-design/components/button';
import {
  type CSSProperties,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useStore } from 'zustand';
import { Splitter } from '../../components/index.ts';
import { useEditor, useEditorState } from '../../editor/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { BOTTOM, changeLayout, INSPECTOR, layoutSizes } from './layout-store.ts';
import { noteWhereFrom, returnToCanvas } from './return-to-canvas.ts';

import './editor-layout.css';

export interface EditorLayoutProps {
  readonly bar: ReactNode;
  readonly left: ReactNode;
  readonly canvas: ReactNode;
  readonly inspector: ReactNode;
  readonly bottom: ReactNode;
}

/** Below this width the inspector lies over the canvas and the palette is a rail. */
const NARROW = '(max-width: 1199px)';
/** Below this one, as in a window at 200 %, there is no room for the bottom panel beside the inspector. */
const SMALL = '(max-width: 899px)';
/** A window as low as this keeps half of itself for the canvas. */
const LOW = '(max-height: 600px)';

const useMatches = (media: string): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(media).matches);
  useEffect(() => {
    const query = matchMedia(media);
    const listen = () => setMatches(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, [media]);
  return matches;
};

/** Where there is room for one of the two only, the one that opens closes the other. */
const useOneOf = (isSmall: boolean, isInspectorOpen: boolean, isBottomOpen: boolean): void => {
  const { state } = useEditor();
  const wasBottomOpen = useRef(isBottomOpen);
  useLayoutEffect(() => {
    const now = state.getState();
    if (isSmall && isInspectorOpen && isBottomOpen && now.inspectorOpen && now.bottomOpen)
      state.setState(wasBottomOpen.current ? { bottomOpen: false } : { inspectorOpen: false });
    wasBottomOpen.current = isBottomOpen;
  }, [state, isSmall, isInspectorOpen, isBottomOpen]);
};

/** The bottom panel's largest height in pixels: the part of what it shares with the canvas that its style sheet allows. */
const useMostHeight = (middle: RefObject<HTMLDivElement | null>): number => {
  const isLow = useMatches(LOW);
  const [height, setHeight] = useState(innerHeight);
  useLayoutEffect(() => {
    const element = middle.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [middle]);
  return Math.round(height * (isLow ? 0.5 : 0.7));
};

/** The regions of the editor, each a landmark with a name, in the order that F6 walks. Source: studio.md section 3.1. */
export function EditorLayout({ bar, left, canvas, inspector, bottom }: EditorLayoutProps) {
  const { state } = useEditor();
  const { inspectorWidth, bottomHeight } = useStore(layoutSizes);
  const isNarrow = useMatches(NARROW);
  const isLeftOpen = useEditorState(({ paletteOpen }) => paletteOpen);
  const isInspectorOpen = useEditorState(({ inspectorOpen }) => inspectorOpen);
  const isBottomOpen = useEditorState(({ bottomOpen }) => bottomOpen);
  const middle = useRef<HTMLDivElement>(null);
  const most = useMostHeight(middle);
  const { regions, resize } = editorMessages;

  // A narrow window begins with the canvas alone, before it is painted; what is opened then lies over it.
  useLayoutEffect(() => {
    // Who was led to a node came to see its form.
    if (isNarrow)
      state.setState(({ goTo }) => ({ paletteOpen: false, inspectorOpen: goTo?.node !== undefined }));
    else state.setState({ paletteOpen: true, inspectorOpen: true });
  }, [isNarrow, state]);
  // After it, since it is about what that leaves open.
  useOneOf(useMatches(SMALL), isInspectorOpen, isBottomOpen);

  const sizes = {
    '--sb-inspector-width': `${inspectorWidth}px`,
    '--sb-bottom-height': `${bottomHeight}px`,
  } as CSSProperties;
  return (
    <div className={`sb-editor${isNarrow ? ' sb-editor-narrow' : ''}`} style={sizes}>
      <section className="sb-editor-bar" aria-label={regions.bar}>
        {bar}
      </section>
      <section className={`sb-editor-left${isLeftOpen ? '' : ' sb-closed'}`} aria-label={regions.left}>
        {left}
      </section>
      <div className="sb-editor-middle" ref={middle}>
        <section className="sb-editor-canvas" aria-label={regions.canvas}>
          {canvas}
        </section>
        <section
          className={`sb-editor-bottom${isBottomOpen ? '' : ' sb-closed'}`}
          aria-label={regions.bottom}
          data-region="last"
        >
          {isBottomOpen && (
            <Splitter
              label={resize.bottom}
              side="bottom"
              value={Math.min(bottomHeight, most)}
              min={Math.min(BOTTOM.min, most)}
              max={most}
              onChange={(value) => changeLayout({ bottomHeight: value })}
            />
          )}
          {bottom}
        </section>
      </div>
      {isInspectorOpen ? (
        <section
          className="sb-editor-inspector"
          aria-label={regions.inspector}
          onFocus={noteWhereFrom}
          onKeyDown={returnToCanvas}
        >
          <Splitter
            label={resize.right}
            side="right"
            value={inspectorWidth}
            {...INSPECTOR}
            onChange={(value) => changeLayout({ inspectorWidth: value })}
          />
          <div className="sb-editor-inspector-scroll">{inspector}</div>
        </section>
      ) : (
        <section className="sb-editor-inspector-closed" aria-label={regions.inspector}>
          <Button
            variant="icon"
            iconName="angle-left"
            ariaLabel={editorMessages.commands.toggleRight}
            onClick={() => state.setState({ inspectorOpen: true })}
          />
        </section>
      )}
    </div>
  );
}
