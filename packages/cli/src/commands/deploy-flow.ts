import {
  type BedrockAgentClient,
  type GetFlowResponse,
  ValidateFlowDefinitionCommand,
} from '@aws-sdk/client-bedrock-agent';
import { type FlowDefinition, type FlowValidation, parseDefinition } from '@streambed/flow/definition';
import { hasErrors } from '@streambed/flow/validation';
import { type Clients, type Connection, findFlow, prepareFlow, type SdkDefinition } from '../client/index.ts';
import { type DefinitionChange, diffDefinitions, type FieldChange } from '../definitions/index.ts';
import {
  counted,
  jsonText,
  openTerminal,
  renderDiff,
  renderFacts,
  renderFieldChanges,
  renderFindings,
  summarizeDiff,
  type Terminal,
} from '../output/index.ts';
import { type PlacedVersion, placeVersion } from './place-version.ts';
import { findNamed, type WantedFlow, writeDraft } from './write-draft.ts';

export interface DeployRequest extends Omit<WantedFlow, 'name'> {
  readonly file: string;
  /** Undefined where the flow is named by its id and keeps its name. */
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly alias: string | undefined;
  readonly version: boolean;
  /** Whether a person at a terminal is asked before an existing flow changes. */
  readonly asks: boolean;
  readonly json: boolean;
}

/** What `--json` prints. */
interface Deployment {
  readonly flowId: string;
  readonly flowArn: string;
  readonly name: string;
  readonly status: string;
  readonly created: boolean;
  /** Whether the draft, its settings, a version or an alias is another than before. */
  readonly changed: boolean;
  readonly changes: readonly DefinitionChange[];
  readonly version?: string;
  readonly alias?: { readonly id: string; readonly arn: string; readonly name: string };
  readonly validations: readonly FlowValidation[];
}

/**
 * Brings a definition into service and tells what it does. Resolves with false when the definition has errors, or the
 * person said no; nothing was changed then.
 */
export const deployFlow = async (
  { agent, connection }: Clients,
  request: DeployRequest,
): Promise<boolean> => {
  const { file, json } = request;
  const terminal = openTerminal();
  const validations = await validationsOf(agent, request.definition);
  tellValidations(validations, file, terminal);
  if (hasErrors(validations)) {
    if (json) terminal.write(`${jsonText({ validations }, 2)}\n`);
    terminal.note('Nothing was deployed.');
    return false;
  }

  const present = await findPresent(agent, request);
  const wanted = { ...request, name: request.name ?? present!.name! };
  const draft = present && typed(present.definition);
  const changes = draft ? diffDefinitions(draft, request.definition) : [];
  const settings = present ? changedSettings(present, wanted) : [];
  if (!json) tellPlan(present, changes, settings, wanted, connection, terminal);
  const changed = present === undefined || changes.length > 0 || settings.length > 0;
  if (present && changed && request.asks && !json && terminal.interactive) {
    if (!(await terminal.confirm(`Change flow ${present.name}?`))) {
      terminal.note('Nothing was changed.');
      return false;
    }
  }

  const flowId = changed ? await writeDraft(agent, present, wanted, connection) : present!.id!;
  const isPrepared = !changed && present?.status === 'Prepared';
  const prepared = isPrepared ? present : await prepareFlow(agent, flowId);
  if (prepared.status !== 'Prepared') {
    const found = (prepared.validations ?? []) as FlowValidation[];
    tellValidations(found, file, terminal);
    if (json) terminal.write(`${jsonText({ flowId, status: prepared.status, validations: found }, 2)}\n`);
    terminal.note(
      `Flow ${wanted.name} (${flowId}) is ${prepared.status}; what was prepared before stays in service.`,
    );
    return false;
  }

  const placed = request.version ? await placeVersion(agent, flowId, request) : undefined;
  const { alias } = placed ?? {};
  const deployment: Deployment = {
    flowId,
    flowArn: prepared.arn!,
    name: prepared.name!,
    status: prepared.status,
    created: present === undefined,
    changed: changed || placed?.changed === true,
    changes,
    ...(placed && { version: placed.version }),
    ...(alias && { alias: { id: alias.id, arn: alias.arn, name: alias.name } }),
    validations,
  };
  if (json) terminal.write(`${jsonText(deployment, 2)}\n`);
  else tellDeployment(deployment, placed, terminal);
  return true;
};

/** What the service says of the definition before anything is changed; callers who may not ask are told at prepare. */
const validationsOf = async (
  agent: BedrockAgentClient,
  definition: FlowDefinition,
): Promise<FlowValidation[]> => {
  try {
    const command = new ValidateFlowDefinitionCommand({ definition: definition as SdkDefinition });
    return ((await agent.send(command)).validations ?? []) as FlowValidation[];
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return [];
    throw error;
  }
};

const findPresent = (
  agent: BedrockAgentClient,
  { id, name }: DeployRequest,
): Promise<GetFlowResponse | undefined> =>
  id === undefined ? findNamed(agent, name!, ' with --id') : findFlow(agent, id);

/** What of the flow's settings the file or the command line wants otherwise; what they do not say stays. */
const changedSettings = (present: GetFlowResponse, { name, role, source }: WantedFlow): FieldChange[] => {
  const wanted = {
    name,
    description: source.description,
    executionRoleArn: role,
    customerEncryptionKeyArn: source.customerEncryptionKeyArn,
  };
  return Object.entries(wanted).flatMap(([path, after]) => {
    const before = present[path as keyof typeof wanted];
    if (after === undefined || after === before) return [];
    return [{ path, ...(before !== undefined && { before }), after }];
  });
};

/** The SDK's definition is the API's JSON; parts that this program does not know are not compared. */
const typed = (definition: unknown): FlowDefinition => {
  const parsed = parseDefinition(definition ?? {});
  return parsed.ok ? parsed.definition : {};
};

const tellValidations = (validations: readonly FlowValidation[], file: string, terminal: Terminal): void => {
  if (validations.length > 0) terminal.note(renderFindings(validations, file, terminal.noteStyle).trimEnd());
};

const tellPlan = (
  present: GetFlowResponse | undefined,
  changes: readonly DefinitionChange[],
  settings: readonly FieldChange[],
  { name, definition }: WantedFlow,
  connection: Connection,
  terminal: Terminal,
): void => {
  const { colours } = terminal.style;
  const { nodes = [], connections = [] } = definition;
  const size = `${counted(nodes.length, 'node')}, ${counted(connections.length, 'connection')}`;
  const place = colours.dim(` at ${connection.name}`);
  if (!present) {
    terminal.write(`${colours.green('+')} new flow ${colours.bold(name)}: ${size}${place}\n`);
  } else if (changes.length === 0 && settings.length === 0) {
    terminal.write(`Flow ${colours.bold(name)} (${present.id}) has nothing to change${place}\n`);
  } else {
    const summary = [settings.length > 0 ? counted(settings.length, 'setting') : '', summarizeDiff(changes)];
    terminal.write(
      `Flow ${colours.bold(name)} (${present.id}): ${summary.filter(Boolean).join(', ')}${place}\n`,
    );
    terminal.write(renderFieldChanges(settings, terminal.style));
    terminal.write(renderDiff(changes, terminal.style));
  }
};

const tellDeployment = (
  deployment: Deployment,
  placed: PlacedVersion | undefined,
  terminal: Terminal,
): void => {
  const { alias } = placed ?? {};
  terminal.write(
    renderFacts(
      [
        ['flow', `${deployment.name} (${deployment.status})`],
        ['id', deployment.flowId],
        ['arn', deployment.flowArn],
        ...(placed
          ? [['version', `${placed.version} (${placed.created ? 'new' : 'as before'})`] as const]
          : []),
        ...(alias
          ? [['alias', `${alias.name} (${alias.id}) → version ${placed!.version}${alias.note}`] as const]
          : []),
        ...(alias ? [['alias arn', alias.arn] as const] : []),
      ],
      terminal.style,
    ),
  );
};
