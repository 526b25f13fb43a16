import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formerNames, hiddenOptions } from './hidden-options';

/** The programs that read the ConfigMap cilium-config, and their reference in Cilium's own documents. */
const REFERENCES = { agent: 'cilium-agent.md', operator: 'cilium-operator-generic.md' } as const;

/** Types of flags as their help names them, whose text has a form of its own. */
const TYPES = ['bool', 'duration', 'int', 'uint', 'float', 'pairs'];

/** Whatever is no option of these types: texts, lists, maps. */
const OTHER = 'other';

/** Names of the options by program and type, without the sizes of numbers; `chart` has the other keys that the chart writes. */
export function ciliumOptions(module: string): Record<string, Record<string, string[]>> {
  const hidden = hiddenOptions(module);
  const programs = Object.entries(REFERENCES).map(([program, file]) => {
    const text = readFileSync(join(module, 'Documentation/cmdref', file), 'utf8');
    const typed = new Map<string, string>();
    for (const [, name = '', type = 'bool'] of text.matchAll(/^ +(?:-\w, )?--([\w-]+)(?: (\w+))? {2,}/gm)) {
      typed.set(name, typeOf(type));
    }
    for (const { name, type } of hidden.filter((option) => option.program === program)) {
      typed.set(name, typeOf(`${type.charAt(0).toLowerCase()}${type.slice(1)}`));
    }
    const ofType = (type: string) => [...typed.keys()].filter((name) => typed.get(name) === type).sort();
    return [program, Object.fromEntries([...TYPES, OTHER].map((type) => [type, ofType(type)]))] as const;
  });
  const known = new Set(programs.flatMap(([, types]) => Object.values(types).flat()));
  const others = [...new Set([...writtenByTheChart(module), ...formerNames(module)])];
  return {
    ...Object.fromEntries(programs),
    chart: { [OTHER]: others.filter((name) => !known.has(name)).sort() },
  };
}

function typeOf(word: string): string {
  const type = word === 'stringToString' ? 'pairs' : word.replace(/\d+$/, '');
  return TYPES.includes(type) ? type : OTHER;
}

/** Keys of cilium-config in its template, whatever decides that they are written. */
function writtenByTheChart(module: string): string[] {
  const template = join(module, 'install/kubernetes/cilium/templates/cilium-configmap.yaml');
  return [...readFileSync(template, 'utf8').matchAll(/^ {2,}([a-z][\w-]+):/gm)].map(([, name = '']) => name);
}
