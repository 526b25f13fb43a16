import type { FileSpec } from '../../lib/layout/layout';
import { asHtml } from '../../lib/review/forms/html';
import { asJson } from '../../lib/review/forms/json';
import { asMarkdown, COMMENT_MARK } from '../../lib/review/forms/markdown';
import { asStat, asTerminal } from '../../lib/review/forms/terminal';
import { clusterTemplate, reportOn } from './support';

const LIMIT = 65_536;

/** A small cluster: an agent that reads cilium-config, and an Application. */
function fleet(count: number, config: (index: number) => Record<string, string>): FileSpec[] {
  return Array.from({ length: count }, (_, index) => clusterTemplate(`gz-${index}`, config(index))).flat();
}

const usual = { 'bpf-lb-map-max': '65536', 'enable-ipv6': 'false' };

describe('a change of many clusters', () => {
  test('is said once, with the clusters that differ named', () => {
    const before = fleet(1000, () => usual);
    const after = fleet(1000, (index) => ({
      ...usual,
      'bpf-lb-map-max': index === 7 ? '1024' : '131072',
      ...([3, 500].includes(index) && { 'enable-ipv6': 'true' }),
    }));
    const text = asMarkdown(reportOn(before, after));
    expect(text.length).toBeLessThan(8_000);
    expect(text).toContain('997 of 1,000 clusters change alike');
    expect(text).toContain('`bpf-lb-map-max`: `65536` \u2192 `131072` (all but `gz-7`)');
    expect(text).toContain('`bpf-lb-map-max`: `65536` \u2192 `1024` (only `gz-7`)');
    expect(text).toContain('`enable-ipv6`: `false` \u2192 `true` (only `gz-3` and `gz-500`)');
  });

  test('is one line where every cluster has a value of its own', () => {
    const before = fleet(200, (index) => ({ key: `a${index}` }));
    const after = fleet(200, (index) => ({ key: `b${index}` }));
    const lines = asMarkdown(reportOn(before, after))
      .split('\n')
      .filter((line) => line.startsWith('- `key`'));
    expect(lines).toEqual([expect.stringContaining('one of 200 variants: it differs by cluster')]);
  });

  test('fits into a comment however much changes, and is cut between lines only', () => {
    const many = (value: string) =>
      Object.fromEntries(
        Array.from({ length: 3000 }, (_, index) => [`key-${index}`, `${value}-${'x'.repeat(60)}`]),
      );
    const text = asMarkdown(
      reportOn(
        fleet(2, () => many('a')),
        fleet(2, () => many('b')),
      ),
    );
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text).toMatch(/- \d+ more: /);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text.startsWith(COMMENT_MARK)).toBe(true);
  });

  test('is the same text at every run, whatever the order of the files', () => {
    const before = fleet(20, () => usual);
    const after = fleet(20, (index) => ({ ...usual, 'bpf-lb-map-max': String(index % 3) }));
    const texts = [
      asMarkdown,
      (report: Parameters<typeof asTerminal>[0]) => asTerminal(report, { colour: true }),
    ].map((form) => [form(reportOn(before, after)), form(reportOn(before.toReversed(), after.toReversed()))]);
    for (const [one, other] of texts) {
      expect(one).toBe(other);
    }
  });

  test('is one line for each cluster with --stat', () => {
    const text = asStat(
      reportOn(
        fleet(3, () => usual),
        fleet(3, (index) => (index < 2 ? { ...usual, a: 'b' } : usual)),
      ),
    );
    expect(text).toMatch(/^gz-0 {2}network 1\ngz-1 {2}network 1\n2 changed, 1 unchanged\n$/);
  });

  describe('where clusters are in rings', () => {
    const rings = new Map([
      ['gz-0', 2],
      ['gz-2', 1],
      ['gz-3', 1],
    ]);
    const report = reportOn(
      fleet(4, () => usual),
      fleet(4, (index) => ({ ...usual, a: 'b', ...(index > 1 && { c: 'd' }) })),
      { ringOf: (cluster) => rings.get(cluster) },
    );

    test('is by ring with --stat', () => {
      expect(asStat(report)).toBe(
        'gz-2  ring 1  network 2\ngz-3  ring 1  network 2\ngz-0  ring 2  network 1\ngz-1  network 1\n4 changed, 0 unchanged\n',
      );
    });

    test.each([
      ['the terminal', asTerminal(report, { colour: false, columns: 1000 })],
      ['Markdown', asMarkdown(report).replaceAll('`', '')],
      ['the page', asHtml(report)],
    ])('names them in %s', (_, text) => {
      expect(text).toContain('By ring: ring 1: gz-2 and gz-3; ring 2: gz-0; no ring: gz-1.');
    });

    test('names the ring in place of its clusters', () => {
      expect(asMarkdown(report)).toMatch(/`c`: new: `d` \(only ring 1\)/);
    });

    test('is JSON with the clusters of each', () => {
      expect(JSON.parse(asJson(report)).rings).toEqual([
        { ring: 1, clusters: ['gz-2', 'gz-3'] },
        { ring: 2, clusters: ['gz-0'] },
        { clusters: ['gz-1'] },
      ]);
    });
  });

  test('keeps values of the input from being markup', () => {
    const nasty = '</details> `x` | <script>alert(1)</script> @all';
    const text = asMarkdown(
      reportOn(
        fleet(1, () => usual),
        fleet(1, () => ({ ...usual, key: nasty })),
      ),
    );
    expect(text).toContain(`\`\` ${nasty} \`\``.replace('`` ', '``').replace(' ``', '``'));
  });
});
