/**
 * A definition that cannot be run as it stands; validation refuses it. The message is a clause without a full stop
 * that names the node, so that it can stand in a sentence.
 */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}
