import type { NodeView } from '../../document/index.ts';

/** All lengths of the canvas are in its own pixels, on a grid of 8. */
export const GRID = 8;
export const CARD_WIDTH = 240;
export const HEADER_HEIGHT = 32;
export const SUMMARY_HEIGHT = 24;
export const PORT_HEIGHT = 24;
const CARD_BOTTOM = 8;
/** What a card may grow by below its ports while a run is shown: two lines of output, the bar of items and the figures. */
export const RESULT_HEIGHT = 80;
/** Between the cards of an Iterator's region and its edge, and the line above them that says what it is. */
export const REGION_MARGIN = 24;
export const REGION_HEAD = 28;
/** A card shows so many ports before it folds the rest. Source: studio.md section 3.4. */
export const MOST_PORTS = 6;

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Offset {
  readonly x: number;
  readonly y: number;
}

/** Where something of a node begins or ends. */
export type PortKind = 'input' | 'output' | 'branch';

export interface Port {
  readonly kind: PortKind;
  readonly name: string;
  /** Of the row, from the card's top; the mark lies on the card's edge at half of it. */
  readonly y: number;
}

/** The form of a card: everything that lines, layout and hit tests need without asking the browser. */
export interface CardGeometry extends Size {
  readonly ports: readonly Port[];
  /** Inputs that are folded away; their lines end at the row `+4`. */
  readonly folded: ReadonlySet<string>;
  /** Top of the row `+4`, when there is one. */
  readonly foldY: number | undefined;
}

/** Condition names in evaluation order; each has a branch. */
export const branchesOf = (node: NodeView): readonly string[] =>
  node.type === 'Condition' ? (node.configuration.condition?.conditions ?? []).map(({ name }) => name) : [];

const geometries = new WeakMap<NodeView, { folded?: CardGeometry; open?: CardGeometry }>();

/** The card of a node, `isUnfolded` or with at most `MOST_PORTS` ports. The same object for the same node. */
export const cardGeometry = (node: NodeView, isUnfolded: boolean): CardGeometry => {
  const kept = geometries.get(node) ?? {};
  geometries.set(node, kept);
  if (isUnfolded) {
    kept.open ??= measure(node, Number.POSITIVE_INFINITY);
    return kept.open;
  }
  kept.folded ??= measure(node, MOST_PORTS);
  return kept.folded;
};

const measure = (node: NodeView, most: number): CardGeometry => {
  const outputs = node.outputs.map(({ name }) => ({ kind: 'output' as const, name }));
  const branches = branchesOf(node).map((name) => ({ kind: 'branch' as const, name }));
  const after = [...outputs, ...branches];
  const all = node.inputs.length + after.length;
  // Only inputs fold: outputs and branches are at most five, and lines are begun at them.
  const shown = all > most ? Math.max(1, most - after.length) : node.inputs.length;
  const folded = new Set(node.inputs.slice(shown).map(({ name }) => name));
  const ports: Port[] = [];
  let y = HEADER_HEIGHT + SUMMARY_HEIGHT;
  let foldY: number | undefined;
  for (const { name } of node.inputs.slice(0, shown)) {
    ports.push({ kind: 'input', name, y });
    y += PORT_HEIGHT;
  }
  if (folded.size > 0) {
    foldY = y;
    for (const name of folded) ports.push({ kind: 'input', name, y });
    y += PORT_HEIGHT;
  }
  for (const { kind, name } of after) {
    ports.push({ kind, name, y });
    y += PORT_HEIGHT;
  }
  return { width: CARD_WIDTH, height: y + CARD_BOTTOM, ports, folded, foldY };
};

/** Where a conditional connection arrives: at the height of the card's name. */
export const GATE_Y = HEADER_HEIGHT / 2;

/** The point of a port from the card's left upper corner; undefined when the card has no such port. */
export const portOffset = (geometry: CardGeometry, kind: PortKind, name: string): Offset | undefined => {
  const port = geometry.ports.find((one) => one.kind === kind && one.name === name);
  return port && { x: kind === 'input' ? 0 : geometry.width, y: port.y + PORT_HEIGHT / 2 };
};
