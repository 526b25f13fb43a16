import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileSpec } from '../../lib/layout/layout';
import { asHtml } from '../../lib/review/forms/html';
import { review } from '../../lib/review/review';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { writeManifest } from '../../lib/yaml/write';
import { DRIVER } from './driver';

// npm run e2e:page [-- DIRECTORY]
//
// The page of `tke-cilium diff --html` for forty clusters, in a real Chromium: searched, filtered, opened and walked by
// keyboard. With a directory it leaves pictures of the page there: light, dark, filtered, and side by side.

const CLUSTERS = 40;
const KEYS = 60;

const CHROMIUM = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--window-size=1300,900',
];

interface Picture {
  readonly name: string;
  /** Run in the page before the picture is taken. */
  readonly script?: string;
  readonly args?: readonly string[];
}

const SEARCHED = `const box = document.getElementById('search'); box.value = 'script'; box.dispatchEvent(new Event('input'));`;

const PICTURES: readonly Picture[] = [
  { name: 'light' },
  { name: 'dark', args: ['--blink-settings=preferredColorScheme=0', '--force-dark-mode'] },
  { name: 'filtered', script: SEARCHED },
  { name: 'side-by-side', script: `${SEARCHED} document.getElementById('expand').click();` },
];

function fleet(change: boolean): FileSpec[] {
  return Array.from({ length: CLUSTERS }, (_, index) => cluster(index, change)).flat();
}

/** A cluster whose cilium-config, script and agent change; cluster 7 has a line of its own. */
function cluster(index: number, change: boolean): FileSpec[] {
  const data = Object.fromEntries(
    Array.from({ length: KEYS }, (_, key) => [`key-${key}`, change && key % 2 === 0 ? 'new' : 'old']),
  );
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cilium-config', namespace: 'kube-system' },
      data: {
        ...data,
        'bpf-lb-map-max': change ? '131072' : '65536',
        ...(change && { nasty: '</script><img src=x onerror=alert(1)>' }),
        ...(change && index === 7 && { 'only-here': 'true' }),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'script', namespace: 'kube-system' },
      data: { 'run.sh': `#!/bin/sh\nset -eu\necho ${change ? 'new' : 'old'}\nexit 0\n` },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'cilium', namespace: 'kube-system' },
      spec: {
        selector: { matchLabels: { app: 'cilium' } },
        template: {
          metadata: { labels: { app: 'cilium' } },
          spec: { containers: [{ name: 'agent', image: `quay.io/cilium/cilium:v1.19.${change ? 7 : 6}` }] },
        },
      },
    },
  ];
  return objects.map((object) => ({
    path: `gz-${index}/cilium/kube-system/${object.kind}.${object.metadata.name}.yaml`,
    content: writeManifest(object),
  }));
}

function chromium(directory: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(
    process.env.CHROMIUM ?? 'chromium',
    [...CHROMIUM, `--user-data-dir=${join(directory, 'profile')}`, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (error) {
    throw new Error(`Chromium cannot be started (${error.message}): install Debian's package chromium`);
  }
  assert.equal(status, 0, stderr);
  return stdout;
}

function main(pictures: string | undefined): void {
  const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-page-'));
  try {
    const report = review({
      before: treeOfFiles('main', fleet(false)),
      after: treeOfFiles('the working tree', fleet(true)),
      configKeys: () => undefined,
      ringOf: (cluster) => (cluster === 'gz-7' ? 0 : 1),
    });
    const html = asHtml(report);
    const page = join(directory, 'page.html');
    writeFileSync(page, html);
    const driven = join(directory, 'driven.html');
    writeFileSync(driven, html.replace('</body>', `<script>${DRIVER}</script></body>`));
    const dom = chromium(directory, ['--virtual-time-budget=5000', '--dump-dom', pathToFileURL(driven).href]);
    const title = /<title>(.*?)<\/title>/.exec(dom)?.[1] ?? '';
    const { milliseconds, ...seen } = JSON.parse(
      title.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    );
    const lines = report.lines.length;
    const restarts = report.lines.filter(({ group }) => group === 'restarts').length;
    assert.deepEqual(seen, {
      ready: 'yes',
      lines,
      found: ['bpf-lb-map-max: 65536 \u2192 131072'],
      none: [0, false],
      cleared: lines,
      ofOneCluster: [lines, lines - 1],
      ofOneRing: [lines, lines - 1],
      withoutRestarts: lines - restarts,
      pressed: 'false',
      focused: 'search',
      walked: true,
      opened: true,
      tables: true,
      markup: 0,
      sideBySide: true,
      collapsed: true,
    });
    assert.ok(restarts > 0 && lines > KEYS / 2);
    if (pictures !== undefined) {
      for (const { name, script = '', args = [] } of PICTURES) {
        writeFileSync(page, html.replace('</body>', `<script>${script}</script></body>`));
        chromium(directory, [
          ...args,
          '--virtual-time-budget=3000',
          `--screenshot=${join(resolve(pictures), `${name}.png`)}`,
          pathToFileURL(page).href,
        ]);
      }
    }
    process.stdout.write(
      `the page of ${CLUSTERS} clusters: ${lines} lines, ${Math.round(html.length / 1024)} KiB, five searches in ${milliseconds} ms\n`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

main(process.argv[2]);
