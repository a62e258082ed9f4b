import type { FlowNodeInput } from '../definition/index.ts';
import { parseInputExpression } from '../expressions/index.ts';
import type { Body, Place } from './layout.ts';
import type { PlanInput, PlanOutput } from './plan.ts';
import { PlanError } from './plan-error.ts';

/** A node with its indexes in the plan. */
export interface Site {
  readonly place: Place;
  readonly index: number;
  readonly firstInput: number;
  readonly endInput: number;
  readonly gate: number;
  readonly outputs: readonly (PlanOutput & Exit)[];
  /** A Condition node's conditions, in their order. */
  readonly conditions: readonly Exit[];
  /** The slot for a Condition node's choice; -1 for other nodes. */
  readonly chosen: number;
}

/** Where connections leave a node: an output, or a condition, whose slot is -1. They are still to be found. */
export interface Exit {
  readonly name: string;
  readonly slot: number;
  readonly connections: number[];
}

/** Where connections enter a node: an input, or its gate, whose name is empty. They are still to be counted. */
export interface Entry {
  readonly place: Place;
  readonly input: Omit<PlanInput, 'fromBody'>;
  arrivals: number;
  /** Of the arrivals, those from inside the iteration that a Collector collects. */
  gathered: number;
}

/** The steps and inputs of one body, which are contiguous. */
export interface Range {
  readonly firstStep: number;
  readonly endStep: number;
  readonly firstInput: number;
  readonly endInput: number;
}

/** Gives every step, input and output its index, body by body. The constructor throws PlanError. */
export class Numbering {
  readonly sites: Site[] = [];
  readonly entries: Entry[] = [];
  /** Per body. */
  readonly ranges: Range[] = [];
  outputCount = 0;
  private readonly siteOf = new Map<Place, Site>();

  constructor(bodies: readonly Body[]) {
    for (const body of bodies) {
      const firstStep = this.sites.length;
      const firstInput = this.entries.length;
      for (const place of body.places) this.addSite(place);
      const endStep = this.sites.length;
      this.ranges.push({ firstStep, endStep, firstInput, endInput: this.entries.length });
    }
  }

  site(place: Place): Site {
    return this.siteOf.get(place)!;
  }

  private addSite(place: Place): void {
    const { node, lowering, level } = place;
    const firstInput = this.entries.length;
    for (const input of node.inputs ?? []) this.addEntry(place, input);
    const endInput = this.entries.length;
    const isGated = level.gated.has(node.name);
    if (isGated) this.addEntry(place, { name: '', type: 'Boolean', expression: '$.data' });
    const site: Site = {
      place,
      index: this.sites.length,
      firstInput,
      endInput,
      gate: isGated ? endInput : -1,
      outputs: (node.outputs ?? []).map(({ name, type }) => ({
        slot: this.outputCount++,
        name,
        type,
        connections: [],
      })),
      conditions:
        lowering.kind === 'choose'
          ? lowering.conditions.map(({ name }) => ({ name, slot: -1, connections: [] }))
          : [],
      chosen: lowering.kind === 'choose' ? this.outputCount++ : -1,
    };
    this.sites.push(site);
    this.siteOf.set(place, site);
  }

  private addEntry(place: Place, { name, type, expression: text, category }: FlowNodeInput): void {
    const parsed = parseInputExpression(text);
    if (!parsed.ok) throw new PlanError(`input ${name} of node ${place.node.name}: ${parsed.cause}`);
    const input = { name, type, text, expression: parsed.expression, ...(category && { category }) };
    this.entries.push({ place, input, arrivals: 0, gathered: 0 });
  }
}
