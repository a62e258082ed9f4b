import type { FlowConnection, FlowDefinition } from '../definition/index.ts';
import { type Body, Layout, type Level, type Place, valuesBody } from './layout.ts';
import { type Entry, type Exit, Numbering, type Site } from './numbering.ts';
import type { Plan, PlanConnection, PlanInput, PlanScope, PlanStep, PlanStepOf } from './plan.ts';
import { PlanError } from './plan-error.ts';

/**
 * Compiles a definition that validateDefinition found free of errors. Pure, in time linear in the definition; the plan
 * is plain JSON. Whatever compiles runs to an end: no step of it waits for what can never come.
 *
 * Throws PlanError for a definition that validation would have refused; the message names the node.
 */
export function compilePlan(definition: FlowDefinition): Plan {
  const { bodies, levels } = new Layout(definition);
  const numbering = new Numbering(bodies);
  const connections: PlanConnection[] = [];
  for (const level of levels)
    for (const connection of level.connections) connect(level, connection, numbering, connections);
  const { sites, entries, outputCount } = numbering;
  const inputs = entries.map(planInput);
  const steps = sites.map((site) => planStep(site, numbering));
  return {
    steps,
    inputs,
    connections,
    scopes: planScopes(bodies, numbering, steps, connections),
    outputCount,
    initialMissing: steps.map((step) => missing(step, inputs)),
    initialLive: entries.map(({ arrivals }) => arrivals),
  };
}

/** A data connection enters every input of its name: a LoopController may have one per category. */
function connect(
  { places }: Level,
  connection: FlowConnection,
  numbering: Numbering,
  connections: PlanConnection[],
): void {
  const source = numbering.site(places.get(connection.source)!);
  const target = numbering.site(places.get(connection.target)!);
  const { node, lowering } = target.place;
  if (lowering.kind === 'source')
    throw new PlanError(
      `connection ${connection.name} leads to ${node.type} ${node.name}, where values enter by themselves`,
    );
  const from = valuesBody(source.place);
  const to = target.place.body;
  const gathered = from === target.place.gathers;
  const exit = exitOf(connection, source);
  for (const input of inputsOf(connection, target, numbering.entries)) {
    const entry = numbering.entries[input]!;
    entry.arrivals++;
    if (gathered) entry.gathered++;
    exit.connections.push(connections.length);
    connections.push({
      name: connection.name,
      source: source.index,
      target: target.index,
      input,
      slot: exit.slot,
      sourceOutput: exit.slot === -1 ? '' : exit.name,
      enters: from === to || gathered ? -1 : to.index,
      gathered,
    });
  }
}

function exitOf({ name, type, configuration }: FlowConnection, source: Site): Exit {
  const exit =
    type === 'Conditional'
      ? source.conditions.find((condition) => condition.name === configuration?.conditional?.condition)
      : source.outputs.find((output) => output.name === configuration?.data?.sourceOutput);
  if (exit) return exit;
  const what = type === 'Conditional' ? 'condition' : 'output';
  throw new PlanError(`connection ${name} names no ${what} of node ${source.place.node.name}`);
}

function inputsOf(
  { name, type, configuration }: FlowConnection,
  target: Site,
  entries: readonly Entry[],
): number[] {
  if (type === 'Conditional') return [target.gate];
  const inputs: number[] = [];
  for (let input = target.firstInput; input < target.endInput; input++)
    if (entries[input]!.input.name === configuration?.data?.targetInput) inputs.push(input);
  if (inputs.length === 0)
    throw new PlanError(`connection ${name} names no input of node ${target.place.node.name}`);
  return inputs;
}

function planInput({ place, input, arrivals, gathered }: Entry): PlanInput {
  if (gathered > 0 && gathered < arrivals)
    throw new PlanError(
      `Collector ${place.node.name} depends for ${input.name || 'its conditions'} on nodes inside and outside of the iteration that it collects`,
    );
  return { ...input, fromBody: gathered > 0 };
}

function planStep(site: Site, numbering: Numbering): PlanStep {
  const { place, index, firstInput, endInput, gate, outputs } = site;
  const { node, lowering, body } = place;
  const at = { index, name: node.name, nodeType: node.type, scope: body.index };
  const base = { ...at, firstInput, endInput, gate, outputs };
  switch (lowering.kind) {
    case 'source':
      return { ...base, kind: 'source' };
    case 'emit':
      return { ...base, kind: 'emit', document: inputNamed('document', site, numbering) };
    case 'choose': {
      const conditions = lowering.conditions.map(({ name, expression }, order) => ({
        name,
        expression,
        connections: site.conditions[order]!.connections,
      }));
      return { ...base, kind: 'choose', chosen: site.chosen, conditions };
    }
    case 'each':
      return { ...base, kind: 'each', opens: opens(place), array: inputNamed('array', site, numbering) };
    case 'gather':
      return { ...base, kind: 'gather', gathers: place.gathers!.index, item: itemOf(site, numbering) };
    case 'repeat':
      return { ...base, kind: 'repeat', opens: opens(place), maxIterations: maxIterationsOf(place) };
    case 'decide':
      return { ...base, kind: 'decide', condition: lowering.condition };
    case 'work':
      return { ...base, kind: 'work', configuration: node.configuration ?? {} };
  }
}

const opens = (place: Place): number => place.opens!.index;

function inputNamed(name: string, { place, firstInput, endInput }: Site, { entries }: Numbering): number {
  for (let input = firstInput; input < endInput; input++)
    if (entries[input]!.input.name === name) return input;
  throw new PlanError(`${place.node.type} ${place.node.name} has no input ${name}`);
}

function itemOf(site: Site, numbering: Numbering): number {
  const item = inputNamed('arrayItem', site, numbering);
  const { arrivals, gathered } = numbering.entries[item]!;
  if (arrivals > 0 && gathered === 0)
    throw new PlanError(
      `Collector ${site.place.node.name} takes its arrayItem from outside of the iteration that it collects`,
    );
  return item;
}

function maxIterationsOf({ node, opens }: Place): number {
  const deciders = opens!.places.flatMap(({ lowering }) => (lowering.kind === 'decide' ? [lowering] : []));
  if (deciders.length !== 1)
    throw new PlanError(`Loop ${node.name} has ${deciders.length} LoopControllers; it needs one`);
  return deciders[0]!.maxIterations;
}

/** How many deliveries a step waits for: its inputs, its gate, and for a gather the end of the iterations. */
function missing(step: PlanStep, inputs: readonly PlanInput[]): number {
  let count = step.kind === 'gather' ? 1 : 0;
  for (let input = step.firstInput; input < endWithGate(step); input++) if (!inputs[input]!.fromBody) count++;
  return count;
}

function planScopes(
  bodies: readonly Body[],
  numbering: Numbering,
  steps: readonly PlanStep[],
  connections: readonly PlanConnection[],
): PlanScope[] {
  const imports = Map.groupBy(connections.keys(), (index) => connections[index]!.enters);
  const gatherers = Map.groupBy(
    steps.filter((step): step is PlanStepOf<'gather'> => step.kind === 'gather'),
    ({ gathers }) => gathers,
  );
  const isUnfed = (input: number) => numbering.entries[input]!.arrivals === 0;
  return bodies.map(({ index, parent, owner }): PlanScope => {
    const range = numbering.ranges[index]!;
    const own = steps.slice(range.firstStep, range.endStep);
    return {
      index,
      parent: parent?.index ?? -1,
      owner: owner ? numbering.site(owner).index : -1,
      ...range,
      dead: own.filter((step) => isDead(step, isUnfed)).map((step) => step.index),
      imports: imports.get(index) ?? [],
      sources: own.filter(({ kind }) => kind === 'source').map((step) => step.index),
      gatherers: (gatherers.get(index) ?? []).map((step) => step.index),
    };
  });
}

/** Whether a step can never run: an input of it has no connection, or nothing leads to it. */
function isDead(step: PlanStep, isUnfed: (input: number) => boolean): boolean {
  if (step.kind === 'source') return false;
  const end = endWithGate(step);
  for (let input = step.firstInput; input < end; input++) if (isUnfed(input)) return true;
  return step.firstInput === end;
}

/** A step's gate comes right behind its data inputs. */
const endWithGate = (step: PlanStep): number => (step.gate === -1 ? step.endInput : step.gate + 1);
