import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle.ts';

/** Members of the command line's package.json; the published one is made of them. */
interface CliPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  /** What the published package has instead of what the unbuilt one has. */
  readonly publishConfig: {
    readonly bin: Readonly<Record<string, string>>;
    readonly engines: Readonly<Record<string, string>>;
  };
}

export interface PublishedPackage extends Omit<CliPackage, 'publishConfig'> {
  readonly type: 'module';
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

type Dependencies = Readonly<Record<string, string>>;
const WORKSPACES = ['cli', 'client', 'server', 'flow', 'model'] as const;

const readPackage = (workspace: string): CliPackage & { readonly dependencies?: Dependencies } =>
  JSON.parse(readFileSync(join(root, 'packages', workspace, 'package.json'), 'utf8'));

/** The package.json of the published package: the libraries that its bundle loads, in the workspaces' versions. */
export const publishedPackage = (libraries: readonly string[]): PublishedPackage => {
  const { name, version, description, keywords, license, publishConfig } = readPackage('cli');
  const { bin, engines } = publishConfig;
  const declared = Object.fromEntries(
    WORKSPACES.map((workspace) => [workspace, readPackage(workspace).dependencies ?? {}]),
  );
  const dependencies = versionsOf(libraries, declared);
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: 'module',
    bin,
    engines,
    files: ['dist'],
    dependencies,
  };
};

/**
 * The version of each library, from the workspaces that declare it. Throws when none does, which works only as long as
 * another package brings it, or when two disagree.
 */
export const versionsOf = (
  libraries: readonly string[],
  declared: Readonly<Record<string, Dependencies>>,
): Record<string, string> =>
  Object.fromEntries(
    libraries.map((library) => {
      const found = Object.entries(declared).flatMap(([workspace, dependencies]) =>
        Object.hasOwn(dependencies, library) ? [{ workspace, version: dependencies[library]! }] : [],
      );
      const versions = new Set(found.map(({ version }) => version));
      if (versions.size === 1) return [library, found[0]!.version];
      throw new Error(
        versions.size === 0
          ? `${library} is imported, but no package.json below packages/ lists it in its dependencies.`
          : `${library} has several versions: ${found.map(({ workspace, version }) => `${version} in packages/${workspace}`).join(', ')}. Choose one.`,
      );
    }),
  );
