import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { SyntaxNode } from '@lezer/common';
import { helpAt, nodeAt, pathTo } from './json-help.ts';

/** What a member is given to begin with, so that its value can be typed at once. */
const AFTER_NAME = ': ';

/**
 * Member names and enumerated values from the wire model, at the cursor. While a name or a value is half typed the text cannot be
 * parsed there: what stands around it tells where it is. Null where the model has nothing to offer.
 */
export const completeJson = (context: CompletionContext): CompletionResult | null => {
  const { state, pos } = context;
  const word = context.matchBefore(/"?\w*"?/);
  if (!context.explicit && (word === null || word.from === word.to)) return null;
  const at = state.sliceDoc(0, pos);
  const node = soundNode(nodeAt(state, pos));
  const object = objectOfName(node, at);
  if (object) {
    const isNamed = node.name === 'PropertyName';
    const has = new Set(
      object.getChildren('Property').map(({ firstChild }) => {
        if (!firstChild || (isNamed && firstChild.from === node.from)) return undefined;
        return state.sliceDoc(firstChild.from, firstChild.to);
      }),
    );
    const options = helpAt(pathTo(state, object))
      ?.members.filter(({ name }) => !has.has(`"${name}"`))
      .map(
        ({ name, type, required }): Completion => ({
          label: `"${name}"`,
          apply: isNamed ? `"${name}"` : `"${name}"${AFTER_NAME}`,
          detail: `${type}${required ? ', required' : ''}`,
          type: 'property',
          boost: required ? 1 : 0,
        }),
      );
    if (!options?.length) return null;
    return isNamed ? { from: node.from, to: node.to, options } : { from: word?.from ?? pos, options };
  }
  const options = helpAt(pathTo(state, memberValue(node)))?.values.map(
    (value): Completion => ({ label: `"${value}"`, type: 'enum' }),
  );
  if (!options?.length) return null;
  if (node.name !== 'String') return { from: word?.from ?? pos, options };
  const { from, to } = node;
  // Who asks at a value that holds wants to see the others.
  const holds = options.some(({ label }) => label === state.sliceDoc(from, to));
  return { from, to, options, ...(holds && { filter: false }) };
};

/** The innermost node around that the parser understood. */
const soundNode = (node: SyntaxNode): SyntaxNode => {
  let sound = node;
  while (sound.type.isError && sound.parent) sound = sound.parent;
  return sound;
};

/** The object whose member is named at the cursor; undefined where a value stands. `before` is the text up to it. */
const objectOfName = (node: SyntaxNode, before: string): SyntaxNode | undefined => {
  if (node.name === 'PropertyName') return node.parent?.parent ?? undefined;
  const object = node.name === '{' ? node.parent : node;
  if (object?.name !== 'Object') return undefined;
  return /[{,}\]"\w]\s*"?\w*$/.test(before) && !/:\s*"?\w*$/.test(before) ? object : undefined;
};

/** What is asked for the value: behind a colon it is the member itself that the cursor is in. */
const memberValue = (node: SyntaxNode): SyntaxNode => {
  if (node.name !== 'Property' && node.name !== ':') return node;
  const property = node.name === ':' ? node.parent! : node;
  return property.lastChild ?? property;
};
