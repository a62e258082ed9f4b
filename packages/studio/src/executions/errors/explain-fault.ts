import type { Iteration, RunFault } from '@streambed/model/streambed';
import { executionMessages as words } from '../../messages/executions.ts';

/** A failure in words for a person: what happened, what it means, what to try. */
export interface ExplainedFault {
  readonly headline: string;
  readonly details: string;
  readonly means: string;
  readonly tries: string;
  /** Whether another model might help. */
  readonly concernsModel: boolean;
}

export interface FaultContext {
  readonly nodeType?: string | undefined;
  /** Items in all, where the failure happened inside an Iterator. */
  readonly total?: number | undefined;
  /** The service call that failed. */
  readonly action?:
    | { readonly serviceName: string; readonly operationName: string; readonly requestId: string }
    | undefined;
}

/** `item 7 of 23`, `round 2`; counted from 1, as people do. */
export const sayIteration = (iteration: readonly Iteration[], total?: number): string =>
  iteration
    .map(({ type, index }, depth) =>
      type === 'Loop'
        ? words.round(index + 1)
        : words.item(index + 1, depth === iteration.length - 1 || depth === 0 ? total : undefined),
    )
    .join(', ');

/** The field of a failure as people know it: `Output arrayItem · type`, `code, line 3`; undefined where none is named. */
export const sayField = ({ field, line }: RunFault): string | undefined => {
  const [, kind, name, part] = /^(input|output|condition):([^.]+)(?:\.(.+))?$/.exec(field ?? '') ?? [];
  const said =
    name === undefined
      ? field?.split('.').at(-1)
      : [
          `${words.data.fields[kind as keyof typeof words.data.fields]} ${name}`,
          ...(part === undefined ? [] : [part]),
        ].join(' · ');
  if (line === undefined) return said;
  return said === undefined ? words.data.line(line) : words.data.lineOf(said, line);
};

/** The exception's name as callers of the API see it. */
const exceptionOf = ({ exception, kind }: RunFault): string =>
  exception ?? (kind.endsWith('Exception') ? kind : `${kind}Exception`);

type Cause = keyof typeof words.causes;

const causeOf = (fault: RunFault, nodeType: string | undefined): Cause => {
  const { kind, message, field = '', line } = fault;
  const asksModel = nodeType === 'Prompt' || nodeType === 'Agent' || nodeType === 'KnowledgeBase';
  if (kind.startsWith('throttling')) return 'throttling';
  if (kind.startsWith('accessDenied')) return 'accessDenied';
  if (kind.startsWith('resourceNotFound')) return asksModel ? 'modelNotFound' : 'notFound';
  if (kind.startsWith('serviceQuota')) return 'quota';
  if (kind.startsWith('internalServer')) return 'internal';
  if (kind.startsWith('badGateway')) return asksModel ? 'modelUnreachable' : 'unreachable';
  if (kind.startsWith('dependencyFailed')) {
    if (line !== undefined || nodeType === 'InlineCode') return 'code';
    return asksModel ? 'model' : 'dependency';
  }
  if (line === undefined && /\bthe limit is\b/.test(message)) return 'quota';
  if (line !== undefined || nodeType === 'InlineCode') return 'code';
  if (field.startsWith('condition:') || nodeType === 'Condition' || nodeType === 'LoopController')
    return 'condition';
  if (field.startsWith('input:'))
    return /\b(is an?|of type|wants|expects?|declared)\b/i.test(message) ? 'type' : 'expression';
  if (/^output:.+\.type$/.test(field)) return 'outputType';
  if (nodeType === 'Input') return 'input';
  return 'validation';
};

const ABOUT_MODELS: ReadonlySet<Cause> = new Set<Cause>([
  'model',
  'modelNotFound',
  'modelUnreachable',
  'throttling',
]);

/** The sentence of the banner: "Summarize failed on item 7 of 23: model throttled (dependencyFailedException, …)". */
export const explainFault = (fault: RunFault, context: FaultContext = {}): ExplainedFault => {
  const cause = causeOf(fault, context.nodeType);
  const iteration = fault.iteration ?? [];
  const where = iteration.length > 0 ? words.banner.on(sayIteration(iteration, context.total)) : '';
  const name = fault.nodeName ?? fault.node;
  const { action } = context;
  const details = [
    exceptionOf(fault),
    action && `${action.serviceName} ${action.operationName}`,
    action && words.banner.request(action.requestId),
  ]
    .filter(Boolean)
    .join(', ');
  return {
    headline: name === undefined ? words.banner.runFailed : words.banner.nodeFailed(name, where),
    details,
    means: words.causes[cause].means,
    tries: words.causes[cause].tries,
    concernsModel:
      ABOUT_MODELS.has(cause) &&
      (context.nodeType === undefined || ['Prompt', 'KnowledgeBase'].includes(context.nodeType)),
  };
};
