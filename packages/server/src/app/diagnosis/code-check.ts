import { createCodePort } from '../../services/code/index.ts';
import { randomIds } from '../random-ids.ts';
import { systemClock } from '../system-clock.ts';
import { type Check, failedBy, ok, warn } from './check.ts';

const silent = { info: () => {}, warn: () => {} };

/** Starts the sandbox of InlineCode once, with its self-test, and lets go of it again. Takes seconds. */
export const codeCheck = async (): Promise<Check> => {
  const name = 'inline code';
  const port = createCodePort({}, { clock: systemClock, ids: randomIds, log: silent });
  try {
    await port.warm();
    const { confinement, pythonVersion } = port.status;
    const runs = `Python ${pythonVersion}; the sandbox passed its self-test`;
    if (confinement?.level === 'namespaces') return ok(name, `${runs} (own namespaces)`);
    return warn(
      name,
      `${runs}, confined by ${confinement?.level === 'user' ? 'another user' : 'the locked process alone'}.`,
      "For namespaces, allow unprivileged user namespaces and install util-linux's unshare.",
    );
  } catch (error) {
    return failedBy(name, error);
  } finally {
    await port.close();
  }
};
