import { type FlowDefinition, parseDefinition } from '@streambed/flow/definition';
import type { JsonObject, JsonValue } from '@streambed/model';
import type {
  Iteration,
  RunEvent,
  RunMode,
  RunPin,
  RunSummary,
  StartRunRequest,
} from '@streambed/model/streambed';
import { findAlias, findFlow, withClients } from '../client/index.ts';
import { followRun, withStreambedClient } from '../client/streambed-client.ts';
import { readFlowFile } from '../definitions/index.ts';
import { usageFailure } from '../failure.ts';
import { jsonText, OutputPrinter, openTerminal, renderRunEvent, renderRunLine } from '../output/index.ts';
import { readInputDocument } from './input-document.ts';

export interface RunOptions {
  /** Id, ARN or name. */
  readonly flow: string;
  readonly input: string | undefined;
  readonly alias: string | undefined;
  readonly version: string | undefined;
  readonly file: string | undefined;
  readonly mode: RunMode;
  readonly node: string | undefined;
  readonly fromRun: string | undefined;
  /** `Each:6,Inner:0`. */
  readonly iteration: string | undefined;
  /** `Node={…}`. */
  readonly pins: readonly string[];
  readonly steps: boolean;
  readonly json: boolean;
}

/**
 * Starts a run, follows it to its end over as many connections as it takes, and writes what leaves the flow. Resolves
 * with whether it succeeded.
 */
export async function startRun(
  options: Readonly<Record<string, unknown>>,
  request: RunOptions,
): Promise<boolean> {
  const given = requestOf(request);
  const terminal = openTerminal();
  const { outputNodes, source } = await withClients(options, async ({ agent }) => {
    const { id, definition } = await findFlow(agent, request.flow);
    const alias = request.alias === undefined ? undefined : await findAlias(agent, id!, request.alias);
    const loops = loopsOf(definition as FlowDefinition | undefined);
    const outputNodes = (definition?.nodes ?? []).filter(({ type }) => type === 'Output').length;
    const source = {
      flowIdentifier: id!,
      ...(alias !== undefined && { flowAliasIdentifier: alias }),
      ...(request.iteration !== undefined && { iteration: iterationOf(request.iteration, loops) }),
    };
    return { outputNodes, source };
  });
  return await withStreambedClient(options, async (client) => {
    const stream = await client.startRun({ ...source, ...given });
    const printer = new OutputPrinter(terminal, outputNodes > 1);
    let ended: RunSummary | undefined;
    for await (const batch of followRun(client, stream))
      for (const event of batch) {
        if (request.json) terminal.write(`${jsonText(event)}\n`);
        else tell(event, printer, (line) => request.steps && terminal.note(line), terminal.noteStyle);
        if (event.type === 'runEnded') ended = event.run;
      }
    ended ??= (await client.getRun({ runId: stream.runId })).run;
    if (!request.json) terminal.note(renderRunLine(ended, terminal.noteStyle));
    return ended.status === 'Succeeded';
  });
}

function tell(
  event: RunEvent,
  printer: OutputPrinter,
  note: (line: string) => void,
  style: Parameters<typeof renderRunEvent>[1],
): void {
  if (event.type === 'flowOutput') printer.output(event.node!, event.document ?? null);
  const line = renderRunEvent(event, style);
  if (line !== undefined) note(line);
}

function requestOf(request: RunOptions): Omit<StartRunRequest, 'flowIdentifier'> {
  const { mode, node, fromRun, version, file, input } = request;
  const document = input === undefined ? undefined : readInputDocument(input);
  // Without an input an earlier run has one.
  if (document === undefined && fromRun === undefined) readInputDocument(undefined);
  return {
    mode,
    ...(node !== undefined && { node }),
    ...(fromRun !== undefined && { fromRun }),
    ...(version !== undefined && { flowVersion: version }),
    ...(file !== undefined && { definition: definitionOf(file) }),
    ...(document !== undefined &&
      (mode === 'OnlyNode' ? { nodeInputs: document } : { inputs: [{ document }] })),
    ...(request.pins.length > 0 && { pins: request.pins.map(pinOf) }),
  };
}

function definitionOf(file: string): JsonValue {
  const { flows } = readFlowFile(file);
  if (flows.length !== 1) throw usageFailure(`${file} holds ${flows.length} flows; one is needed.`);
  const { definition } = flows[0]!;
  const parsed = parseDefinition(definition ?? {});
  if (!parsed.ok)
    throw usageFailure(`${file} holds no definition; streambed validate ${file} says what is wrong.`);
  return parsed.definition as unknown as JsonValue;
}

/** Loops and Iterators are told apart by the definition. */
function iterationOf(given: string, loops: ReadonlySet<string>): Iteration[] {
  return given.split(',').map((part) => {
    const match = /^([^:]+):(\d+)$/.exec(part.trim());
    if (!match) throw usageFailure(`--iteration is a list such as Each:6 or Refine:0, not ${given}.`);
    const nodeName = match[1]!;
    return { nodeName, type: loops.has(nodeName) ? 'Loop' : 'Iterator', index: Number(match[2]) };
  });
}

/** The names of all loops of a definition, those in loops included. */
function loopsOf(definition: FlowDefinition | undefined, found = new Set<string>()): ReadonlySet<string> {
  for (const { name, type, configuration } of definition?.nodes ?? []) {
    if (type === 'Loop') found.add(name);
    loopsOf(configuration?.loop?.definition, found);
  }
  return found;
}

function pinOf(given: string): RunPin {
  const at = given.indexOf('=');
  if (at < 1) throw usageFailure(`--pin is NODE={"output": value}, not ${given}.`);
  try {
    return { node: given.slice(0, at), outputs: JSON.parse(given.slice(at + 1)) as JsonObject };
  } catch (error) {
    throw usageFailure(
      `--pin ${given.slice(0, at)} has no JSON behind its "=": ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
}
