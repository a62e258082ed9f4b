import type { FlowConnection, FlowDefinition, FlowNode } from '../definition/index.ts';
import { type Lowering, nodeTypes } from '../nodes/index.ts';
import { assignScopes } from './assign-scopes.ts';
import { PlanError } from './plan-error.ts';

/** What runs zero or more times: the flow itself, an Iterator's body, a Loop's nested definition. */
export interface Body {
  readonly index: number;
  readonly parent: Body | undefined;
  /** The node that opens it; undefined for the flow itself. */
  readonly owner: Place | undefined;
  readonly places: Place[];
}

/** A node at its place. Definitions made by programs may hold one node object twice, so the object alone says little. */
export interface Place {
  readonly node: FlowNode;
  readonly lowering: Lowering;
  readonly level: Level;
  readonly body: Body;
  /** The body that an Iterator or a Loop opens. */
  opens: Body | undefined;
  /** The body whose items a Collector collects. */
  gathers: Body | undefined;
}

/** One definition, the flow's or a loop's: names are unique in it, and connections stay within it. */
export interface Level {
  readonly connections: readonly FlowConnection[];
  /** The nodes that conditional connections lead to. */
  readonly gated: ReadonlySet<string>;
  readonly places: Map<string, Place>;
}

/** The nodes of a definition, and of the loops in it, sorted into bodies. The constructor throws PlanError. */
export class Layout {
  /** The first is the flow itself; a body comes after the one around it. */
  readonly bodies: Body[] = [];
  readonly levels: Level[] = [];

  constructor(definition: FlowDefinition) {
    this.addLevel(definition, undefined, undefined);
  }

  private addLevel(definition: FlowDefinition, parent: Body | undefined, owner: Place | undefined): Body {
    const connections = definition.connections ?? [];
    const gates = connections.filter(({ type }) => type === 'Conditional');
    const gated = new Set(gates.map(({ target }) => target));
    const level: Level = { connections, gated, places: new Map() };
    this.levels.push(level);
    const root = this.addBody(parent, owner);
    const nodes = (definition.nodes ?? []).map((node) => ({ node, lowering: lower(node) }));
    const scopes = assignScopes(
      nodes.map(({ node, lowering }) => ({ name: node.name, kind: lowering.kind })),
      connections,
    );
    const bodyOf = (iterator: string | undefined): Body | undefined =>
      iterator === undefined ? undefined : level.places.get(iterator)?.opens;

    // From the outside in: an Iterator has opened its body before the nodes of that body are placed.
    const outsideIn = [...nodes.keys()].sort((a, b) => scopes[a]!.around.length - scopes[b]!.around.length);
    for (const index of outsideIn) {
      const { node, lowering } = nodes[index]!;
      const body = bodyOf(scopes[index]!.around.at(-1)) ?? root;
      const place: Place = { node, lowering, level, body, opens: undefined, gathers: undefined };
      level.places.set(node.name, place);
      if (lowering.kind === 'each') place.opens = this.addBody(body, place);
    }
    // In the order of the definition, so that the steps of a body are numbered as their author listed them.
    for (const [index, { node }] of nodes.entries()) {
      const place = level.places.get(node.name)!;
      place.body.places.push(place);
      place.gathers = bodyOf(scopes[index]!.collects);
      if (place.lowering.kind === 'decide' && place.body !== root)
        throw new PlanError(`LoopController ${node.name} stands in the body of an Iterator`);
      if (place.lowering.kind === 'repeat')
        place.opens = this.addLevel(node.configuration?.loop?.definition ?? {}, place.body, place);
    }
    return root;
  }

  private addBody(parent: Body | undefined, owner: Place | undefined): Body {
    const body: Body = { index: this.bodies.length, parent, owner, places: [] };
    this.bodies.push(body);
    return body;
  }
}

/** The body whose iterations the values of a node belong to: an Iterator's outputs are its body's. */
export const valuesBody = (place: Place): Body =>
  place.lowering.kind === 'each' && place.opens ? place.opens : place.body;

function lower(node: FlowNode): Lowering {
  if (!Object.hasOwn(nodeTypes, node.type))
    throw new PlanError(`node ${node.name} has the type ${node.type}, which does not exist`);
  try {
    return nodeTypes[node.type].lower(node);
  } catch (error) {
    throw new PlanError(error instanceof Error ? error.message : String(error));
  }
}
