import { javascriptEscapeProbes } from './javascript-escape-probes.ts';
import { pythonEscapeProbes } from './python-escape-probes.ts';

/** A way out of the sandbox that must lead nowhere. */
export interface EscapeProbe {
  readonly name: string;
  /**
   * Statements of Python that assign `evidence` when the way led out; any true value means escaped. An exception, or
   * nothing assigned, means that the way is closed.
   */
  readonly python: string;
}

/** What a probe tries to reach. Values of things that do not exist make those probes pass for want of a target. */
export interface EscapeTargets {
  /** A readable file outside the sandbox, its folder, and text that is in it. */
  readonly file: string;
  readonly folder: string;
  readonly secret: string;
  /** The process to signal: the server. */
  readonly pid: number;
  /** A TCP and UDP port on the loopback that is being listened on. */
  readonly port: number;
  readonly socket: string;
}

/** Every probe, Python and JavaScript; threats.md section 3 and row 33. */
export const escapeProbes = (targets: EscapeTargets): readonly EscapeProbe[] => [
  ...pythonEscapeProbes(targets),
  ...javascriptEscapeProbes(targets),
];

export interface ProbeReport {
  readonly escaped: readonly (readonly [name: string, evidence: string])[];
  readonly closed: readonly (readonly [name: string, reason: string])[];
}

/** One program that tries all probes and whose result is a ProbeReport. */
export const probeProgram = (probes: readonly EscapeProbe[]): string => `
import json
escaped, closed = [], []
for name, source in json.loads(${JSON.stringify(JSON.stringify(probes.map(({ name, python }) => [name, python])))}):
    scope = {"__name__": "__main__"}
    try:
        exec(source, scope)
        evidence = scope.get("evidence")
        if evidence:
            escaped.append([name, str(evidence)[:200]])
        else:
            closed.append([name, "led nowhere"])
    except BaseException as error:
        closed.append([name, f"{type(error).__name__}: {error}"[:200]])
{"escaped": escaped, "closed": closed}
`;
