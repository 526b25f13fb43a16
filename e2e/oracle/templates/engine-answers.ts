import type { Chart } from '../../../lib/engine/chart/chart';
import { readMetadata } from '../../../lib/engine/chart/metadata';
import { execute } from '../../../lib/engine/eval/frame';
import { functionsOf } from '../../../lib/engine/functions/table';
import { toBytes } from '../../../lib/engine/go/bytes';
import type { Dict } from '../../../lib/engine/go/value';
import { parseKubeVersion } from '../../../lib/engine/release/capabilities';
import { RootContext, templateValue } from '../../../lib/engine/release/context';
import { goValue } from '../../../lib/engine/release/given-values';
import { TemplateSet } from '../../../lib/engine/release/templates';
import { type EngineOutcome, outcomeOf } from '../engine';
import type { Question } from './go-answers';

const CHART: Chart = {
  name: 't',
  metadata: readMetadata('apiVersion: v2\nname: t\nversion: 1.0.0\n', 'v4.2'),
  values: new Map(),
  schema: undefined,
  files: new Map([['files/a.txt', 'text of a\n']]),
};

/** What this engine makes of a template in a chart of its own; the text as bytes. */
export function engineAnswer({ template, values }: Question): EngineOutcome {
  const path = 't/templates/t.yaml';
  const templates = new TemplateSet(functionsOf('v4.2'));
  try {
    const program = templates.add(path, toBytes(template));
    const kube = parseKubeVersion('v1.36.0', 'v4.2');
    const release = { releaseName: 'r', namespace: 'n', kube, apiVersions: [] };
    const root = new RootContext(CHART, 'v4.2').of(goValue(values) as Dict, release);
    root.set('Template', templateValue(CHART, path, 'v4.2'));
    return {
      text: execute(templates.find(path) ?? program, templates.run(), root).replaceAll('<no value>', ''),
    };
  } catch (error) {
    return outcomeOf(error);
  }
}
