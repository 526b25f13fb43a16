import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnowledgeStore } from '../../../lib/charts/knowledge/knowledge-store';
import { InputError } from '../../../lib/diagnostics/diagnostic';
import { packChart } from '../../support/chart-archive';
import { temporaryDirectory } from '../../support/temporary-directory';

const temporary = temporaryDirectory();
const FILES = {
  'values.yaml': '# -- (bool) Whether it greets.\ngreets: true\n# -- Whom.\nwhom: world\n',
  'templates/config.yaml': '{{ if .Values.greets }}{{ .Values.whom }}{{ .Values.hidden }}{{ end }}',
};
const FACTS = {
  greets: { description: 'Whether it greets.', types: ['boolean'], default: true },
  hidden: { undeclared: true, needs: [{ path: 'greets' }] },
  whom: { description: 'Whom.', types: ['string'], default: 'world', needs: [{ path: 'greets' }] },
};
const directory = () => join(temporary(), 'values');
const factsWith = (code: string, at = directory) =>
  new KnowledgeStore({ directory: at, code }).of(packChart(temporary(), FILES), () => []).facts;

beforeEach(() => mkdirSync(directory()));

describe('what a chart says of its values', () => {
  test('is derived from its archive, and kept', () => {
    expect(factsWith('one')).toEqual(FACTS);
    const [kept = '', ...others] = readdirSync(directory());
    expect(others).toEqual([]);
    const text = readFileSync(join(directory(), kept), 'utf8');
    expect(text.slice(64)).toBe(JSON.stringify(FACTS));
    expect(factsWith('one')).toEqual(FACTS);
  });

  test('that other code derived is derived anew, and replaces it', () => {
    factsWith('one');
    expect(factsWith('two')).toEqual(FACTS);
    expect(readdirSync(directory())).toEqual([expect.stringMatching(/-two$/)]);
  });

  test.each([
    ['is broken', (text: string) => text.replace('world', 'earth')],
    ['is cut off', (text: string) => text.slice(0, 80)],
    ['is empty', () => ''],
  ])('is derived anew where what was kept %s', (_, damage) => {
    factsWith('one');
    const path = join(directory(), readdirSync(directory())[0] ?? '');
    const right = readFileSync(path, 'utf8');
    writeFileSync(path, damage(right));
    expect(factsWith('one')).toEqual(FACTS);
    expect(readFileSync(path, 'utf8')).toBe(right);
  });

  test('is derived where nothing can be kept', () => {
    const none = () => {
      throw new Error('no cache here');
    };
    expect(factsWith('one', none)).toEqual(FACTS);
    chmodSync(directory(), 0o500);
    expect(factsWith('one', () => join(temporary(), 'missing'))).toEqual(FACTS);
    chmodSync(directory(), 0o700);
  });

  test.each([
    ['has no values', { 'templates/a.yaml': '' }, 'the chart has no values.yaml'],
    ['has a template that Go would refuse', { ...FILES, 'templates/b.yaml': '{{ if }}' }, 'b.yaml:1'],
  ])('is not known of a chart that %s', (_, files, expected) => {
    const store = new KnowledgeStore({ directory, code: 'one' });
    const read = () => store.of(packChart(temporary(), files), () => []);
    expect(read).toThrow(InputError);
    expect(read).toThrow(expected);
  });
});
