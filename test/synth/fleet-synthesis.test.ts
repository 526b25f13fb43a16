import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { fleetFiles } from '../../lib/cluster/cluster-files';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { type Disk, localDisk } from '../../lib/publish/disk';
import { removeLeftovers } from '../../lib/publish/leftovers';
import { ClusterJobs } from '../../lib/synth/cluster-job';
import { type Render, synthesizeFleet } from '../../lib/synth/fleet-synthesis';
import type { Progress } from '../../lib/synth/progress';
import { NO_PROOFS, ProofFile, type ProofStore } from '../../lib/synth/proof-store';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { mortalDisk } from '../support/mortal-disk';
import { treeOf } from '../support/project';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

jest.setTimeout(120_000);

const temporary = temporaryDirectory();
const clusters = () => join(temporary(), 'clusters');
const dist = () => join(temporary(), 'dist');
const cache = () => join(temporary(), 'cache');

/** Files of `clusters/`, by path below it. */
type Files = Readonly<Record<string, string>>;

const DEFAULTS = `kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
cilium: {version: 1.18.2}
argoCD: {repoURL: https://git.example.com/clusters.git}
`;

function cluster(name: string, host: number, more = ''): string {
  return `name: ${name}\napiServer: {host: 169.254.1.${host}}\nargoCD: {destination: https://${name}.example.com}\n${more}`;
}

const FILES: Files = {
  '_defaults.yaml': DEFAULTS,
  '_groups/debug.yaml': 'ring: 1\ncilium: {values: {debug: {enabled: true}}}\n',
  'a.yaml': cluster('a', 1),
  'b.yaml': cluster('b', 2, 'groups: [debug]\n'),
  'c.yaml': cluster('c', 3),
};

function write(files: Files): void {
  rmSync(clusters(), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clusters(), path)), { recursive: true });
    writeFileSync(join(clusters(), path), text);
  }
}

interface Ways {
  readonly to?: string;
  readonly disk?: Disk;
  readonly proofs?: ProofStore;
  readonly tool?: string;
  readonly progress?: Progress;
}

/** One synth, and the files that were rendered for it. */
async function synth(ways: Ways = {}) {
  const { to = dist(), disk = localDisk, tool = 'this' } = ways;
  const rendered: string[] = [];
  const render: Render = async (files, context, done) => {
    const jobs = new ClusterJobs(context, { charts: testCharts }, disk);
    for (const file of files) {
      const result = jobs.run(file, true);
      rendered.push(file.path.slice(clusters().length + 1));
      done(result);
    }
  };
  removeLeftovers(to, disk);
  const outcome = await synthesizeFleet({
    files: fleetFiles(clusters()),
    dist: to,
    disk,
    proofs: ways.proofs ?? new ProofFile(to, cache),
    tool,
    render,
    progress: ways.progress ?? { start: () => undefined, step: () => undefined, stop: () => undefined },
  });
  return { ...outcome, rendered };
}

/** What a synth that knows nothing writes. */
async function clean(): Promise<Record<string, string>> {
  const to = join(temporary(), 'clean');
  rmSync(to, { recursive: true, force: true });
  await synth({ to, proofs: NO_PROOFS });
  return treeOf(to);
}

/** As if that much time had passed since the last write: the disk then vouches for files. */
function later(): void {
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
}

const edit = (path: string, from: string, to: string) => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

describeRequiring(LOCKED_ARCHIVES, 'a synth renders a cluster again only when it has to', () => {
  beforeEach(() => {
    mkdirSync(cache());
    write(FILES);
  });

  test('nothing changed: nothing is rendered, nothing touched, and the warnings are said again', async () => {
    write({ ...FILES, '_groups/idle.yaml': '', 'a.yaml': cluster('a', 1).replace('}\n', ', port: 6443}\n') });
    const first = await synth();
    expect(first.rendered).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
    expect(first.warnings.map(({ rule }) => rule)).toEqual(['unused-group', 'api-server-port']);
    later();
    const second = await synth({ disk: mortalDisk(1) });
    expect(second).toMatchObject({
      rendered: [],
      warnings: first.warnings,
      added: [],
      changed: [],
      removed: [],
    });
  });

  test.each<[string, () => void, string[]]>([
    ['its own file', () => edit(join(clusters(), 'a.yaml'), '169.254.1.1', '169.254.1.9'), ['a.yaml']],
    [
      'a group that it names',
      () => edit(join(clusters(), '_groups/debug.yaml'), 'true', 'false'),
      ['b.yaml'],
    ],
    [
      'the defaults',
      () => edit(join(clusters(), '_defaults.yaml'), '1.32.2', '1.32.4'),
      ['a.yaml', 'b.yaml', 'c.yaml'],
    ],
  ])('because of %s', async (_, change, expected) => {
    await synth();
    change();
    expect((await synth()).rendered).toEqual(expected);
    expect(treeOf(dist())).toEqual(await clean());
  });

  test('because the tool, or the lock of the charts, is another', async () => {
    await synth();
    expect((await synth({ tool: 'another' })).rendered).toHaveLength(3);
  });

  test.each<[string, (file: string) => void]>([
    ['was edited by hand', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace(/.$/m, '!'))],
    [
      'was edited, and its time put back',
      (file) => {
        const text = readFileSync(file, 'utf8');
        writeFileSync(file, text.replace('kind', 'kinb'));
        utimesSync(file, 1, 1);
      },
    ],
    ['was removed', (file) => rmSync(file)],
  ])('because a file of dist/ %s', async (_, change) => {
    await synth();
    later();
    await synth();
    const wanted = treeOf(dist());
    change(join(dist(), 'b/cilium/kube-system/DaemonSet.cilium.yaml'));
    expect((await synth()).rendered).toEqual(['b.yaml']);
    expect(treeOf(dist())).toEqual(wanted);
  });

  test('a file that no synth wrote still stops it', async () => {
    await synth();
    writeFileSync(join(dist(), 'a/notes.txt'), 'mine');
    await expect(synth()).rejects.toThrow(/a\/notes\.txt: error: this file was not written by the synth/);
    expect(readFileSync(join(dist(), 'a/notes.txt'), 'utf8')).toBe('mine');
  });

  test('a cluster that leaves takes its files with it, from all places', async () => {
    await synth();
    const { 'b.yaml': _, '_groups/debug.yaml': __, ...left } = FILES;
    write(left);
    const { removed, rendered, touched } = await synth();
    expect(rendered).toEqual([]);
    expect(touched).toEqual([
      { name: 'b', added: 0, changed: 0, removed: removed.length, inputChanged: true },
    ]);
    expect(readdirSync(dist()).sort()).toEqual(['_argocd', '_undo', 'a', 'c']);
    expect(readdirSync(join(dist(), '_argocd')).sort()).toEqual(['a', 'c']);
  });

  test('clusters that clash are found, also where neither is rendered', async () => {
    await synth();
    edit(join(clusters(), 'c.yaml'), 'https://c.', 'https://a.');
    await expect(synth()).rejects.toThrow(/argoCD\.destination: .* is also the destination of a/);
  });

  test('all that is wrong with files is said at once, and dist/ is as it was', async () => {
    await synth();
    const before = treeOf(dist());
    edit(join(clusters(), 'a.yaml'), '169.254.1.1', 'nonsense');
    edit(join(clusters(), 'c.yaml'), 'name: c', 'name: d');
    const refusal = await synth().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as InputError).diagnostics.map(({ rule }) => rule).sort()).toEqual([
      'api-server-host',
      'file-name',
    ]);
    expect(treeOf(dist())).toEqual(before);
    expect(readdirSync(temporary()).sort()).toEqual(['cache', 'clusters', 'dist']);
  });

  test('progress is shown while it runs', async () => {
    const reported: string[] = [];
    const progress = {
      start: (n: number) => reported.push(`${n}`),
      step: () => reported.push('+'),
      stop: () => reported.push('.'),
    };
    await synth({ progress: progress as unknown as Progress });
    expect(reported.join('')).toMatch(/^3\+\+\+\.+$/);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'proofs that cannot be trusted', () => {
  beforeEach(() => {
    mkdirSync(cache());
    write(FILES);
  });
  const proofFile = () => join(cache(), readdirSync(cache())[0] ?? '');

  test.each<[string, () => void]>([
    ['were cut', () => writeFileSync(proofFile(), readFileSync(proofFile()).subarray(0, 500))],
    [
      'have a flipped bit',
      () => {
        const bytes = readFileSync(proofFile());
        const at = Math.floor(bytes.length / 2);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(proofFile(), bytes);
      },
    ],
    ['are no proofs at all', () => writeFileSync(proofFile(), 'x'.repeat(100))],
    ['are gone', () => rmSync(proofFile())],
  ])('%s: everything is rendered, with the same bytes', async (_, spoil) => {
    await synth();
    const wanted = treeOf(dist());
    spoil();
    expect((await synth()).rendered).toHaveLength(3);
    expect(treeOf(dist())).toEqual(wanted);
  });

  test('of repositories that nobody has synthesized for a month are removed', async () => {
    const old = join(cache(), 'old.json');
    writeFileSync(old, '');
    utimesSync(old, 1, 1);
    await synth();
    expect(readdirSync(cache())).toHaveLength(1);
    expect(readdirSync(cache())).not.toContain('old.json');
  });

  test('a cache that cannot be written costs time and nothing else', async () => {
    rmSync(cache(), { recursive: true });
    writeFileSync(cache(), 'a file where the directory should be');
    await synth();
    expect((await synth()).rendered).toHaveLength(3);
    expect(treeOf(dist())).toEqual(await clean());
  });
});

describeRequiring(
  LOCKED_ARCHIVES,
  'whatever happens to a synth, dist/ is what a clean run writes, or the old one',
  () => {
    beforeEach(() => {
      mkdirSync(cache());
      write(FILES);
    });

    test('killed at every step that changes the disk', async () => {
      await synth();
      const old = treeOf(dist());
      edit(join(clusters(), '_groups/debug.yaml'), 'true', 'false');
      const wanted = await clean();
      expect(wanted).not.toEqual(old);
      const outcomes = new Set<boolean>();
      for (let fatal = 1, ended = false; !ended; fatal++) {
        write(FILES);
        await synth();
        edit(join(clusters(), '_groups/debug.yaml'), 'true', 'false');
        const disk = mortalDisk(fatal);
        ended = await synth({ disk }).then(
          () => true,
          () => false,
        );
        const found = treeOf(dist());
        expect([old, wanted]).toContainEqual(found);
        outcomes.add(JSON.stringify(found) === JSON.stringify(wanted));
        await synth();
        expect(treeOf(dist())).toEqual(wanted);
      }
      expect(outcomes).toEqual(new Set([false, true]));
    });

    test('a disk that is full at any step: the old one, and nothing is left beside it', async () => {
      await synth();
      const old = treeOf(dist());
      edit(join(clusters(), '_defaults.yaml'), '1.18.2', '1.18.12');
      for (const written of [0, 1, 7, 20]) {
        let room = written;
        const full = {
          ...localDisk,
          write(path: string, content: string) {
            if (room-- <= 0) {
              throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
                code: 'ENOSPC',
                errno: -28,
                syscall: 'write',
              });
            }
            localDisk.write(path, content);
          },
        };
        await expect(synth({ disk: full })).rejects.toThrow(/ENOSPC/);
        expect(treeOf(dist())).toEqual(old);
        expect(readdirSync(temporary()).sort()).toEqual(['cache', 'clusters', 'dist']);
      }
    });

    test('after any edits in any order, with proofs or without', async () => {
      const action = fc.oneof(
        fc.record({
          is: fc.constant('host' as const),
          name: fc.constantFrom('a', 'b', 'c'),
          host: fc.integer({ min: 1, max: 4 }),
        }),
        fc.record({
          is: fc.constant('groups' as const),
          name: fc.constantFrom('a', 'b', 'c'),
          on: fc.boolean(),
        }),
        fc.record({ is: fc.constant('group' as const), on: fc.boolean() }),
        fc.record({ is: fc.constant('defaults' as const), patch: fc.constantFrom(2, 4) }),
        fc.record({ is: fc.constant('file' as const), name: fc.constantFrom('b', 'c'), on: fc.boolean() }),
        fc.record({
          is: fc.constant('hand' as const),
          name: fc.constantFrom('a', 'b', 'c'),
          remove: fc.boolean(),
        }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(action, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
          async (rounds) => {
            rmSync(dist(), { recursive: true, force: true });
            rmSync(cache(), { recursive: true, force: true });
            mkdirSync(cache());
            const state = {
              hosts: new Map<string, number>(),
              groups: new Set<string>(),
              gone: new Set<string>(),
              debug: true,
              patch: 2,
            };
            for (const round of rounds) {
              for (const act of round) {
                if (act.is === 'host') {
                  state.hosts.set(act.name, act.host);
                } else if (act.is === 'groups') {
                  state.groups[act.on ? 'add' : 'delete'](act.name);
                } else if (act.is === 'group') {
                  state.debug = act.on;
                } else if (act.is === 'defaults') {
                  state.patch = act.patch;
                } else if (act.is === 'file') {
                  state.gone[act.on ? 'delete' : 'add'](act.name);
                } else {
                  spoil(act.name, act.remove);
                }
              }
              write({
                '_defaults.yaml': DEFAULTS.replace('1.32.2', `1.32.${state.patch}`),
                '_groups/debug.yaml': `cilium: {values: {debug: {enabled: ${state.debug}}}}\n`,
                ...Object.fromEntries(
                  ['a', 'b', 'c']
                    .filter((name) => !state.gone.has(name))
                    .map((name) => [
                      `${name}.yaml`,
                      cluster(
                        name,
                        state.hosts.get(name) ?? 1,
                        state.groups.has(name) ? 'groups: [debug]\n' : '',
                      ),
                    ]),
                ),
              });
              await synth();
              expect(treeOf(dist())).toEqual(await clean());
            }
          },
        ),
        { numRuns: 12 },
      );
    });

    /** A hand in dist/. */
    function spoil(name: string, remove: boolean): void {
      const file = join(dist(), name, 'cilium/kube-system/ConfigMap.cilium-config.yaml');
      try {
        const text = readFileSync(file, 'utf8');
        remove ? rmSync(file) : writeFileSync(file, text.replace('debug', 'gubed'));
      } catch {
        // That cluster is not there now.
      }
    }
  },
);
