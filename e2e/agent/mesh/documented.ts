import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { JsonObject } from '../../../lib/json';
import { pageOf, stepsOf } from '../../scenarios/documented-steps';
import type { ControlPlane } from '../../testbed/control-plane';
import { run } from '../../testbed/process';

const PAGE = 'cluster-mesh.md';

/** The group file of the page, in which both clusters are. */
interface DocumentedMesh {
  readonly mesh: JsonObject;
  readonly names: readonly [string, string];
}

export function documentedMesh(): DocumentedMesh {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)\n```/.exec(pageOf(PAGE)) ?? [];
  const { mesh } = parse(yaml) as { mesh: JsonObject & { members: JsonObject } };
  const [one, other] = Object.keys(mesh.members);
  if (one === undefined || other === undefined) {
    throw new Error(`docs/${PAGE} has no mesh of two clusters`);
  }
  return { mesh, names: [one, other] };
}

/** The commands of a section of the page, which is the one source of them. */
function documentedCommands(heading: string): readonly string[] {
  const step = stepsOf(pageOf(PAGE)).find((one) => one.heading === heading);
  if (step === undefined) {
    throw new Error(`docs/${PAGE} has no commands below "${heading}"`);
  }
  return step.commands;
}

/**
 * Runs the commands of a section as a shell does, with the real kubectl and a context for each cluster: what each printed.
 *
 * @param planes by the names of the clusters
 * @param meanwhile what the clusters do after each command
 */
export async function runDocumented(
  heading: string,
  planes: Readonly<Record<string, ControlPlane>>,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  const [first] = Object.values(planes);
  if (first === undefined) {
    throw new Error('there is no cluster');
  }
  const KUBECONFIG = contexts(planes, join(first.directory, 'kubeconfig-of-all'));
  const PATH = `${dirname(first.kubernetes.kubectl.path)}:${process.env.PATH}`;
  const printed: string[] = [];
  for (const command of documentedCommands(heading)) {
    const { status, stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', command], {
      cwd: first.directory,
      env: { PATH, HOME: first.directory, KUBECONFIG },
    });
    if (status !== 0) {
      throw new Error(
        `docs/${PAGE}, ${heading}: ${stderr.trim().split('\n')[0]} (${command.split('\n')[0]})`,
      );
    }
    printed.push(stdout.trim());
    await meanwhile();
  }
  return printed;
}

function contexts(planes: Readonly<Record<string, ControlPlane>>, file: string): string {
  const configs = Object.entries(planes).map(([name, { kubeconfig }]) => {
    const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as Record<string, JsonObject[]>;
    return { name, cluster: clusters?.[0]?.cluster ?? {}, user: users?.[0]?.user ?? {} };
  });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: configs.map(({ name, cluster }) => ({ name, cluster })),
    users: configs.map(({ name, user }) => ({ name, user })),
    contexts: configs.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
