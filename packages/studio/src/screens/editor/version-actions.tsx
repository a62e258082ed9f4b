import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { failureOf, useApi } from '../../api/index.ts';
import { MenuButton, showToast } from '../../components/index.ts';
import { editorMessages } from '../../messages/editor.ts';
import { saveDraft } from '../versions/save-draft.ts';
import type { OpenEditor } from './open-editor.ts';

const words = editorMessages.readOnly;

/** What a version offers in place of editing. Source: studio.md section 3.8. */
export function VersionActions({ open, version }: { readonly open: OpenEditor; readonly version: string }) {
  const api = useApi();
  const navigate = useNavigate();
  const [isRestoring, setRestoring] = useState(false);
  const { flowId } = open.editor;
  const restore = async () => {
    setRestoring(true);
    try {
      const restored = await saveDraft(api, flowId, version);
      if (restored)
        showToast(words.restored(version), {
          label: words.undoRestore,
          run: () =>
            void restored
              .undo()
              .catch((error: unknown) => showToast(failureOf(error).message, undefined, 'error')),
        });
      else showToast(words.sameAsDraft(version));
      await navigate(`/flows/${flowId}`);
    } catch (error) {
      setRestoring(false);
      showToast(words.restoreFailed(version, failureOf(error).message), undefined, 'error');
    }
  };
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(open.document.definition(), null, 2));
    showToast(words.copied(version));
  };
  const compare = () => void navigate(`/flows/${flowId}/compare/${version}..DRAFT`);
  return (
    <>
      <span className="sb-wide-only">
        <Button onClick={() => void copy()}>{words.copy}</Button>
      </span>
      <span className="sb-wide-only">
        <Button onClick={compare}>{words.compare}</Button>
      </span>
      <Button loading={isRestoring} onClick={() => void restore()}>
        {words.restore}
      </Button>
      <Button variant="primary" onClick={() => navigate(`/flows/${flowId}`)}>
        {words.backToDraft}
      </Button>
      <span className="sb-narrow-only">
        <MenuButton
          label={editorMessages.more}
          items={[
            { id: 'compare', label: words.compare, onSelect: compare },
            { id: 'copy', label: words.copy, onSelect: () => void copy() },
          ]}
        >
          ⋯
        </MenuButton>
      </span>
    </>
  );
}
