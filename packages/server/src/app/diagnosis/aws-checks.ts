import { type AwsServiceConfiguration, findsCredentials } from '../../services/aws/index.ts';
import type { ConfigurationFile } from '../configuration-file.ts';
import { type Check, fail, ok } from './check.ts';

/** Looking beyond files and variables may take the network, which need not answer; ms. */
const PATIENCE_MS = 3_000;

/** A section of the configuration file whose subject may be in AWS. */
interface RoutedSection {
  readonly mode?: 'embedded' | 'aws';
  readonly routes?: readonly { readonly mode: 'embedded' | 'aws' }[];
  readonly aws?: AwsServiceConfiguration;
}

type AwsSections = Pick<ConfigurationFile, 'objects' | 'functions' | 'knowledgeBases' | 'guardrails'>;

/** For all that the configuration leaves to AWS: whether there are credentials to ask it with. */
export async function* awsChecks(
  { objects, functions, knowledgeBases, guardrails }: AwsSections,
  finds: (configuration: AwsServiceConfiguration) => Promise<boolean> = findsCredentials,
): AsyncGenerator<Check> {
  const sections: Readonly<Record<string, RoutedSection>> = {
    objects,
    functions,
    knowledgeBases,
    guardrails,
  };
  const asked = Object.entries(sections).filter(
    ([, { mode, routes = [] }]) => mode === 'aws' || routes.some((route) => route.mode === 'aws'),
  );
  // All at the same time, told one after the other.
  const found = await Promise.all(asked.map(([, { aws = {} }]) => withinPatience(finds(aws))));
  for (const [at, [section, { aws = {} }]] of asked.entries()) {
    const name = `${section} in AWS`;
    const whose = aws.profile === undefined ? 'of the environment' : `of profile ${aws.profile}`;
    yield found[at]
      ? ok(name, `are asked with the credentials ${whose}`)
      : fail(
          name,
          `have no AWS credentials to be asked with`,
          aws.profile === undefined
            ? `Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the server, or name a profile in ${section}.aws.profile.`
            : `Make profile ${aws.profile} in the AWS shared files, or correct ${section}.aws.profile.`,
        );
  }
}

async function withinPatience(found: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  return await Promise.race([found, tooLate]).finally(() => clearTimeout(timer));
}
