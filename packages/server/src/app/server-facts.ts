import { readFileSync } from 'node:fs';
import type { Clock, Ports } from '@streambed/flow/ports';
import type { CheckStatus, DoctorPart } from '@streambed/model/streambed';
import type { ServerFacts } from '../operations/index.ts';
import type { Configuration } from './configuration.ts';
import type { Check, SkippedCheck } from './diagnosis/check.ts';
import { lately } from './lately.ts';

export interface ServerFactsOptions {
  readonly configuration: Configuration;
  /** Where the server serves; known only once it does. */
  readonly url: () => string;
  readonly ports: Pick<Ports, 'modelCatalog'>;
  /** What no answer may show, though something that was found should contain it. */
  readonly secrets: () => readonly string[];
  readonly clock: Clock;
}

/** Checks start processes and call providers: whoever asks again so soon is told what was just found. Milliseconds. */
const CHECKS_HOLD = 2_000;

/** What the server tells of itself. The rooms that find it out are loaded at the first question. */
export const createServerFacts = ({
  configuration,
  url,
  ports,
  secrets,
  clock,
}: ServerFactsOptions): ServerFacts => {
  const checksOf = lately<DoctorPart, readonly (Check | SkippedCheck)[]>(
    async (part) => {
      const { diagnoseRunning } = await import('./diagnosis/diagnose.ts');
      return Array.fromAsync(diagnoseRunning(part, configuration, url()));
    },
    CHECKS_HOLD,
    clock,
  );

  return {
    async diagnose(part) {
      const found = await Promise.all((part === undefined ? PARTS : [part]).map(checksOf));
      return { checks: found.flat().map((check) => checkOutput(check, secrets())), version: version() };
    },
    async modelSettings(signal) {
      const { DEFAULT_MODELS_CONFIGURATION, describeModels } = await import('../services/models/index.ts');
      const catalog = await ports.modelCatalog.list({ signal });
      const { file, filePath, environment } = configuration;
      return {
        ...describeModels(file?.models ?? DEFAULT_MODELS_CONFIGURATION, environment, catalog),
        ...(filePath !== undefined && { configurationFile: filePath }),
      };
    },
  };
};

/** In the order in which they are told. */
const PARTS: readonly DoctorPart[] = ['Server', 'Models', 'Services', 'InlineCode'];

const statuses: Readonly<Record<(Check | SkippedCheck)['status'], CheckStatus>> = {
  ok: 'ok',
  warn: 'warning',
  fail: 'error',
  skipped: 'skipped',
};

const checkOutput = ({ name, status, detail, remedy }: Check | SkippedCheck, secrets: readonly string[]) => {
  const shown = (text: string) =>
    secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '***')), text);
  return {
    name: shown(name),
    status: statuses[status],
    detail: shown(detail),
    ...(remedy !== undefined && { remedy: shown(remedy) }),
  };
};

/** That of the package that is started: one program has one version. */
const version = (): string => {
  try {
    const text = readFileSync(new URL('../../../cli/package.json', import.meta.url), 'utf8');
    return (JSON.parse(text) as { readonly version: string }).version;
  } catch {
    return 'unknown';
  }
};
