import type { JsonEditor, JsonEditorOptions } from './json-editor.ts';

/** The editor of the JSON tab as a text area, for those who prefer one: the same text in step, without colours and help. */
export const openPlainJsonEditor = (options: JsonEditorOptions): JsonEditor => {
  const area = document.createElement('textarea');
  area.className = 'sb-json-panel-plain';
  area.setAttribute('aria-label', options.label);
  area.readOnly = options.readOnly;
  area.spellcheck = false;
  area.value = options.text;
  area.addEventListener('input', () => options.onText(area.value));
  options.parent.append(area);
  return {
    show(text) {
      if (area.value === text) return;
      const { selectionStart, selectionEnd } = area;
      area.value = text;
      area.setSelectionRange(selectionStart, selectionEnd);
    },
    text: () => area.value,
    // A text area cannot scroll to a place without taking the cursor along.
    reveal() {},
    describe(by, isInvalid) {
      area.setAttribute('aria-describedby', by);
      area.setAttribute('aria-invalid', String(isInvalid));
    },
    hasFocus: () => document.activeElement === area,
    destroy: () => area.remove(),
  };
};
