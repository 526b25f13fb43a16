import { readdirSync, readFileSync } from 'node:fs';
import { program } from '../../lib/cli/frame';
import { SUBCOMMANDS } from '../../lib/cli/main';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { surroundings } from '../support/command-line';
import { describeRequiring } from '../support/requires';

const PAGES = ['README.md', 'README.zh-CN.md'].map((file) => [file, readFileSync(file, 'utf8')] as const);

/** The blocks of a page that are of a language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text]) => text ?? '',
  );
}

describeRequiring(LOCKED_ARCHIVES, 'the first cluster of the README', () => {
  test.each(PAGES)('in %s is accepted without a warning', (_, page) => {
    const [content = ''] = blocks(page, 'yaml');
    const { clusters, warnings } = acceptClusters(
      [{ path: 'clusters/bj-prod.yaml', content: Buffer.from(content) }],
      testCharts,
    );
    expect(clusters.map(({ cluster }) => cluster.name)).toEqual(['bj-prod']);
    expect(warnings).toEqual([]);
  });
});

describe.each(PAGES)('%s', (_, page) => {
  test('names every subcommand, and none that there is not', () => {
    const { commands } = program(SUBCOMMANDS, '1.0.0', {
      surroundings: surroundings(),
      complain: () => undefined,
      action: () => async () => undefined,
    });
    const known = commands.map((command) => command.name());
    const named = new Set([...page.matchAll(/tke-cilium ([a-z]+)/g)].map(([, name]) => name));
    expect([...named].filter((name) => !known.includes(name ?? ''))).toEqual([]);
    expect(known.filter((name) => name !== 'complete' && !named.has(name))).toEqual([]);
  });

  test('links to files that there are', () => {
    const links = [...page.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, path]) => path ?? '');
    const files = new Set([...readdirSync('.'), ...readdirSync('docs').map((name) => `docs/${name}`)]);
    expect(links.filter((path) => !files.has(path))).toEqual([]);
  });
});

test('both languages show the same commands and files', () => {
  const [english = '', chinese = ''] = PAGES.map(([, page]) => page);
  for (const language of ['yaml', 'ts']) {
    expect(blocks(chinese, language)).toEqual(blocks(english, language));
  }
});
