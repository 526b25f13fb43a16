import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InProcessRenderer } from '../../lib/engine/in-process-renderer';
import { ParsedChartStore, parsedAnew } from '../../lib/engine/parsed/parsed-chart-store';
import type { ReleaseRequest } from '../../lib/engine/renderer';
import { packChart } from '../support/chart-archive';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

const FILES = {
  'values.yaml': 'shown: true\nnumber: 3\n',
  'files/a.txt': 'text\n',
  'templates/_part.tpl': '{{ define "part" }}{{ if .shown }}n: {{ add 0x10 .number }}{{ end }}{{ end }}',
  'templates/a.yaml':
    '{{ if not .Values.shown }}{{ fail "off" }}{{ else }}{{ template "part" .Values }}\nc: {{ \'a\' }}{{ end }}',
  'templates/b.yaml': 'f: {{ .Files.Get "files/a.txt" | quote }}\n',
};
const PRINTED =
  '---\n# Source: small/templates/a.yaml\nn: 19\nc: 97\n---\n# Source: small/templates/b.yaml\nf: "text\\n"\n';

function request(): ReleaseRequest {
  const chart = packChart(directory(), FILES);
  return { chart, values: {}, kubeVersion: '1.32.2', releaseName: 'r', namespace: 'n', apiVersions: [] };
}

function formsDirectory(): string {
  const path = join(directory(), 'forms');
  mkdirSync(path, { recursive: true });
  return path;
}

/** A process of its own, as far as parsed charts go: what it has, it has from the directory. */
function render(forms: string, code = 'some code', asked = request()): string {
  const parsedCharts = new ParsedChartStore({ directory: () => forms, code });
  return new InProcessRenderer({ dialect: 'v4.2', parsedCharts }).render(asked);
}

describe('the parsed form of a chart', () => {
  test('is written once, and a second process renders the same from it', () => {
    const forms = formsDirectory();
    expect(render(forms)).toBe(PRINTED);
    const [name = ''] = readdirSync(forms);
    const { mtimeMs, ino } = statSync(join(forms, name));
    expect(render(forms)).toBe(PRINTED);
    expect(statSync(join(forms, name))).toMatchObject({ mtimeMs, ino });
  });

  test('is what is rendered, and not the archive', () => {
    const forms = formsDirectory();
    const parsedCharts = new ParsedChartStore({ directory: () => forms, code: 'some code' });
    const archive = readFileSync(request().chart.path);
    const first = parsedCharts.parsed(archive, 'v4.2');
    const second = parsedCharts.parsed(archive, 'v4.2');
    const blocks = ({ templates }: typeof first) =>
      templates.map(({ source: { name, text }, definitions }) => ({
        name,
        text,
        definitions: definitions.map(({ blocks, ...rest }) => ({
          ...rest,
          blocks: Array.from({ length: blocks.length }, (_, index) => blocks.at(index)),
        })),
      }));
    expect(first.templates[0]?.definitions[0]?.blocks).toBeInstanceOf(Array);
    expect(second.templates[0]?.definitions[0]?.blocks).not.toBeInstanceOf(Array);
    const whole = ({ chart }: typeof first) => ({
      ...chart,
      files: [...chart.files],
    });
    expect(whole(second)).toEqual(whole(first));
    expect(blocks(second)).toEqual(blocks(first));
  });

  test.each([
    ['is cut off', (form: Buffer) => form.subarray(0, form.length / 2)],
    [
      'has one bit changed',
      (form: Buffer) => form.fill((form.at(-9) ?? 0) ^ 1, form.length - 9, form.length - 8),
    ],
    ['is empty', () => Buffer.alloc(0)],
  ])('that %s is made anew', (_, damage) => {
    const forms = formsDirectory();
    render(forms);
    const path = join(forms, readdirSync(forms)[0] ?? '');
    const sound = readFileSync(path);
    writeFileSync(path, damage(Buffer.from(sound)));
    expect(render(forms)).toBe(PRINTED);
    expect(readFileSync(path).equals(sound)).toBe(true);
  });

  test('is that of the code that made it: other code makes its own and takes the old one away', () => {
    const forms = formsDirectory();
    render(forms, 'old code');
    render(forms, 'new code');
    expect(readdirSync(forms)).toEqual([expect.stringMatching(/-v4\.2-new code$/)]);
  });

  test('is not needed: a directory that cannot be had costs time and nothing else', () => {
    const forms = formsDirectory();
    chmodSync(forms, 0o500);
    expect(render(forms)).toBe(PRINTED);
    expect(render(join(forms, 'absent'))).toBe(PRINTED);
    const broken = new ParsedChartStore({
      code: 'some code',
      directory: () => {
        throw new Error('no home');
      },
    });
    expect(new InProcessRenderer({ dialect: 'v4.2', parsedCharts: broken }).render(request())).toBe(PRINTED);
  });

  test('says the place of an error as the template itself does', () => {
    const asked = { ...request(), values: { shown: false } };
    const message = (parsedCharts: ParsedChartStore | typeof parsedAnew) => {
      try {
        return new InProcessRenderer({ dialect: 'v4.2', parsedCharts }).render(asked);
      } catch (error) {
        return (error as Error).message;
      }
    };
    const forms = formsDirectory();
    const kept = () => new ParsedChartStore({ directory: () => forms, code: 'some code' });
    expect(message(parsedAnew)).toContain('small/templates/a.yaml:1:29');
    expect([message(kept()), message(kept())]).toEqual([message(parsedAnew), message(parsedAnew)]);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'the parsed form of Cilium', () => {
  test.each(TEST_VERSIONS)('%s renders what its templates render', (version) => {
    const forms = formsDirectory();
    const asked = {
      ...request(),
      chart: testCharts.locate('cilium', version),
      values: {
        hubble: {
          tls: { auto: { method: 'cronJob' } },
          metrics: { enabled: ['dns'], dashboards: { enabled: true } },
        },
      },
    };
    const anew = new InProcessRenderer({ dialect: 'v4.2', parsedCharts: parsedAnew }).render(asked);
    expect([render(forms, 'code', asked), render(forms, 'code', asked)]).toEqual([anew, anew]);
    expect(anew.length).toBeGreaterThan(100_000);
  });
});
