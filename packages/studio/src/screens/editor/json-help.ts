import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import { bedrockAgent, type Shape, type StructureShape } from '@streambed/model';

/** What the wire model says about one place in a definition. */
export interface PlaceHelp {
  /** Members that an object here may have, those it must have first. */
  readonly members: readonly { readonly name: string; readonly type: string; readonly required: boolean }[];
  /** Values that a text here may have. */
  readonly values: readonly string[];
  /** `text, 1–50 characters` */
  readonly says: string;
}

const shapeNamed = (name: string): Shape | undefined => bedrockAgent.shapes[name];

/** Follows member names and list positions from FlowDefinition; undefined where the model has nothing. */
const shapeAt = (path: readonly (string | number)[]): string | undefined => {
  let name: string | undefined = 'FlowDefinition';
  for (const step of path) {
    const shape: Shape | undefined = name === undefined ? undefined : shapeNamed(name);
    if (shape?.type === 'structure')
      name =
        typeof step === 'string' && Object.hasOwn(shape.members, step)
          ? shape.members[step]?.shape
          : undefined;
    else if (shape?.type === 'list') name = typeof step === 'number' ? shape.member : undefined;
    else if (shape?.type === 'map') name = shape.value;
    else return undefined;
  }
  return name;
};

const range = (shape: { readonly min?: number; readonly max?: number }, unit: string): string => {
  const { min, max } = shape;
  if (min === undefined && max === undefined) return '';
  if (min === undefined) return `, at most ${max} ${unit}`;
  return max === undefined ? `, at least ${min} ${unit}` : `, ${min}–${max} ${unit}`;
};

const describe = (shape: Shape): string => {
  switch (shape.type) {
    case 'string':
      return `text${range(shape, 'characters')}${shape.pattern ? `, matching ${shape.pattern}` : ''}`;
    case 'list':
      return `list${range(shape, 'items')}`;
    case 'structure':
      return isUnion(shape) ? 'object with exactly one member' : 'object';
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return `number${range(shape, '').trimEnd()}`;
    default:
      return shape.type;
  }
};

const isUnion = (shape: StructureShape): boolean => shape.union === true;

/** What the model says about the place that the path leads to. */
export const helpAt = (path: readonly (string | number)[]): PlaceHelp | undefined => {
  const name = shapeAt(path);
  const shape = name === undefined ? undefined : shapeNamed(name);
  if (!shape) return undefined;
  const members =
    shape.type === 'structure'
      ? Object.entries(shape.members).map(([member, { shape: inner }]) => ({
          name: member,
          type: describe(shapeNamed(inner) ?? { type: 'boolean' }),
          required: shape.required?.includes(member) ?? false,
        }))
      : [];
  return {
    members: members.toSorted((a, b) => Number(b.required) - Number(a.required)),
    values: shape.type === 'string' ? (shape.enum ?? []) : [],
    says: describe(shape),
  };
};

const textOf = (state: EditorState, node: SyntaxNode): string => {
  const raw = state.sliceDoc(node.from, node.to);
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw.replaceAll('"', '');
  }
};

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/** The path of member names and list positions to the syntax node, outermost first. */
export const pathTo = (state: EditorState, node: SyntaxNode | null): (string | number)[] => {
  const path: (string | number)[] = [];
  for (let at = node; at?.parent; at = at.parent) {
    const { parent } = at;
    if (parent.name === 'Property') {
      const name = parent.getChild('PropertyName');
      if (name && at.name !== 'PropertyName') path.unshift(textOf(state, name));
    } else if (parent.name === 'Array' && VALUES.has(at.name)) {
      let index = 0;
      for (let before = at.prevSibling; before; before = before.prevSibling)
        if (VALUES.has(before.name)) index++;
      path.unshift(index);
    }
  }
  return path;
};

/** The syntax node around a position, leaning to the left. */
export const nodeAt = (state: EditorState, position: number): SyntaxNode =>
  syntaxTree(state).resolveInner(position, -1);
