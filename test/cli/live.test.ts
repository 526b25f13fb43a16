import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterFacts, READS } from '../../lib/live/cluster-facts';
import type { Answer, ClusterReader, Permission } from '../../lib/live/cluster-reader';
import { found, written } from '../live/written-cluster';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine, type Ended } from '../support/command-line';
import { fileRequires } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

fileRequires(LOCKED_ARCHIVES);

const FILE = 'test/fixtures/clusters/gz-replace.yaml';
const UNREACHABLE: ClusterReader = {
  read: (): Answer => ({ kind: 'failed', message: 'connection refused' }),
  may: (): Permission => ({ kind: 'failed', message: 'connection refused' }),
};
const UNREACHABLE_SENTENCE =
  'error: the cluster does not answer: connection refused. Check with kubectl version, and name the kubeconfig or context with --kubeconfig or --context.\n';

const temporary = temporaryDirectory();

describe('tke-cilium preflight', () => {
  test('prints the table and ends with 0 when nothing is wrong', async () => {
    const { status, printed, complained } = await live(['preflight', FILE], written());
    expect({ status, complained }).toEqual({ status: 0, complained: '' });
    expect(printed).toMatch(/^verdict +rule +found +wanted\nok +Kubernetes version +1\.32\.2 +1\.32\.2\n/);
  });

  test('ends with 1 when something is wrong', async () => {
    const facts = written({ version: found({ gitVersion: 'v1.33.0' }) });
    expect((await live(['preflight', FILE], facts)).status).toBe(1);
  });

  test('--json prints the findings for a machine, with the same exit status', async () => {
    const facts = written({ version: found({ gitVersion: 'v1.33.0' }) });
    const { status, printed } = await live(['preflight', FILE, '--json'], facts);
    expect(status).toBe(1);
    expect(JSON.parse(printed).findings).toContainEqual(
      expect.objectContaining({ rule: 'Kubernetes version', verdict: 'wrong' }),
    );
  });

  test('says last whether the one who asks may apply all of it', async () => {
    const { printed } = await live(['preflight', FILE], written());
    expect(printed).toMatch(/^ok +rights to apply +(\d+) of \1 +all, for you$/m);
  });

  test('--applier asks it of another, and a refusal to answer is a row', async () => {
    const applier = 'system:serviceaccount:argocd:argocd-application-controller';
    const { status, printed } = await live(['preflight', FILE, '--applier', applier], written());
    expect(status).toBe(1);
    expect(printed).toMatch(/^unknown +rights to apply +Error from server \(Forbidden\)/m);
    expect(printed).toContain(`unknown: rights to apply: Let this user impersonate ${applier}`);
  });

  test('--installed without a dist/ of the cluster says that there is nothing to compare with', async () => {
    const { status, printed } = await live(
      ['preflight', FILE, '--installed', '--dist', temporary()],
      written(),
    );
    expect(status).toBe(1);
    expect(printed).toMatch(/^unknown +cilium-config as in dist\/ +nothing of this cluster in dist\/ /m);
    expect(printed).toMatch(/^unknown +workloads as in dist\/ /m);
  });

  test('gives one sentence when the cluster does not answer, not a row for every read', async () => {
    expect(await live(['preflight', FILE], UNREACHABLE)).toEqual({
      status: 1,
      printed: '',
      complained: UNREACHABLE_SENTENCE,
    });
  });

  test('gives one sentence when there is no such cluster file', async () => {
    const { status, complained } = await live(['preflight', 'clusters/none.yaml'], written());
    expect(status).toBe(1);
    expect(complained).toMatch(/^clusters\/none\.yaml: error: the cluster file cannot be read: [^\n]+\n$/);
  });
});

describe('tke-cilium discover', () => {
  test('prints the cluster file', async () => {
    const { status, printed } = await live(['discover', 'gz-new'], written());
    expect(status).toBe(0);
    expect(printed).toMatch(/^name: gz-new$/m);
  });

  test('-o writes the same to a file, and nothing else beside it', async () => {
    const { printed } = await live(['discover', 'gz-new'], written());
    const path = join(temporary(), 'gz-new.yaml');
    expect(await live(['discover', 'gz-new', '-o', path], written())).toMatchObject({
      status: 0,
      printed: '',
    });
    expect(readFileSync(path, 'utf8')).toBe(printed);
    expect(readdirSync(temporary())).toEqual(['gz-new.yaml']);
  });

  test('-o writes nothing when the cluster cannot be read', async () => {
    const path = join(temporary(), 'gz-new.yaml');
    expect(await live(['discover', 'gz-new', '-o', path], UNREACHABLE)).toMatchObject({
      status: 1,
      complained: UNREACHABLE_SENTENCE,
    });
    expect(readdirSync(temporary())).toEqual([]);
  });

  test('-o does not overwrite a file', async () => {
    const path = join(temporary(), 'gz-new.yaml');
    writeFileSync(path, 'mine');
    const { status, complained } = await live(['discover', 'gz-new', '-o', path], written());
    expect(status).toBe(1);
    expect(complained).toContain('gz-new.yaml: error: this file exists, and is not overwritten. ');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

test('the options of kubectl reach it', async () => {
  const connect = jest.fn(async () => replaying(written()));
  await commandLine(['preflight', FILE, '--kubeconfig', 'kc', '--context', 'gz'], { connect });
  expect(connect).toHaveBeenCalledWith({ kubeconfig: 'kc', context: 'gz' });
});

function live(args: readonly string[], cluster: ClusterFacts | ClusterReader): Promise<Ended> {
  return commandLine(args, { connect: async () => ('read' in cluster ? cluster : replaying(cluster)) });
}

function replaying(facts: ClusterFacts): ClusterReader {
  return {
    read: (read) => {
      const name = (Object.keys(READS) as (keyof ClusterFacts)[]).find((key) => READS[key] === read);
      return name ? facts[name] : { kind: 'failed', message: 'not recorded' };
    },
    // An administrator, who is nobody else.
    may: (_, user) =>
      user === undefined
        ? { kind: 'allowed' }
        : { kind: 'forbidden', message: 'Error from server (Forbidden): users "a" is forbidden' },
  };
}
