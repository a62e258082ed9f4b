import { resourceNotFound, validationException } from '../../protocol/index.ts';
import type { PromptRecord, Repositories, Scope } from '../../store/index.ts';
import { type PromptReference, promptReferenceOf, versionNumberOf } from '../identifiers.ts';

/**
 * The draft of the prompt behind an id or prompt ARN. Throws ResourceNotFoundException, in the same words for an
 * absent id and an ARN of elsewhere.
 */
export async function findPrompt(
  repositories: Pick<Repositories, 'prompts'>,
  scope: Scope,
  identifier: string,
): Promise<PromptRecord> {
  const reference = promptReferenceOf(scope, identifier);
  return findPromptVersion(repositories, scope, identifier, reference && { promptId: reference.promptId });
}

/** The version of a prompt that a reference names, its draft when it names none. Throws as {@link findPrompt}. */
export async function findPromptVersion(
  repositories: Pick<Repositories, 'prompts'>,
  scope: Scope,
  identifier: string,
  reference: PromptReference | undefined,
): Promise<PromptRecord> {
  const draft = reference && (await repositories.prompts.get(scope, reference.promptId, 0));
  if (!draft) throw noSuchPrompt(scope, identifier);
  if (reference.version === undefined) return draft;
  const version =
    reference.version === 0
      ? undefined
      : await repositories.prompts.get(scope, reference.promptId, reference.version);
  if (version) return version;
  throw resourceNotFound(
    `Prompt ${reference.promptId} has no version ${reference.version}. ` +
      'List its versions with ListPrompts, or make one with CreatePromptVersion.',
  );
}

/** The answer for a prompt that is not there. */
export const noSuchPrompt = (scope: Scope, identifier: string) =>
  resourceNotFound(
    `There is no prompt ${identifier} in account ${scope.accountId} and region ${scope.region}. ` +
      'Check the promptIdentifier and the region of the request, or look the prompt up with ListPrompts.',
  );

/**
 * Joins a prompt identifier, whose ARN form may name a version, with the member `promptVersion`, which may name one
 * too. undefined when the identifier is an ARN of elsewhere. Throws ValidationException when the two disagree.
 */
export function promptVersionReference(
  scope: Scope,
  identifier: string,
  promptVersion: string | undefined,
): PromptReference | undefined {
  const reference = promptReferenceOf(scope, identifier);
  if (!reference || promptVersion === undefined) return reference;
  const version = versionNumberOf(promptVersion);
  if (reference.version !== undefined && reference.version !== version) {
    const message =
      `The promptIdentifier names version ${reference.version} and the promptVersion is ${promptVersion}. ` +
      'Name the version in one of the two.';
    throw validationException(message, [{ name: 'promptVersion', message }]);
  }
  return { promptId: reference.promptId, version };
}

/** Throws ValidationException when the identifier of a change to the draft names a version: versions never change. */
export function assertNamesNoVersion(scope: Scope, identifier: string, operation: string): void {
  const version = promptReferenceOf(scope, identifier)?.version;
  if (version === undefined) return;
  const message =
    `${operation} works on the draft of a prompt, and the promptIdentifier names version ${version}. ` +
    'Send the prompt id, or the prompt ARN without a version.';
  throw validationException(message, [{ name: 'promptIdentifier', message }]);
}
