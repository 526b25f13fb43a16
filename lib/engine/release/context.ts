import type { Chart } from '../chart/chart';
import { filesValue } from '../chart/files';
import type { Dialect } from '../dialect';
import { OutsideProfile } from '../go/errors';
import { sharedView } from '../go/shared-view';
import { type Dict, type Method, Struct, type Value } from '../go/value';
import { capabilities, type KubeVersion } from './capabilities';

/** `.Release` of a first install, which is what `helm template` plays. */
function release(name: string, namespace: string): Dict {
  return new Map<string, Value>([
    ['Name', name],
    ['Namespace', namespace],
    ['IsUpgrade', false],
    ['IsInstall', true],
    ['Revision', 1n],
    ['Service', 'Helm'],
  ]);
}

/** `.Chart`: a struct in Helm 3, a map in Helm 4. Its lists and annotations are not offered. */
function chartValue(chart: Chart): Struct {
  const fields = new Map<string, Value>([['IsRoot', true], ...Object.entries(chart.metadata)]);
  return new Struct('the chart metadata', 'map', fields);
}

/** Methods that are not known here, and how many arguments they take. */
const OTHER_METHODS = { Encode: 1, PathValue: 1, Table: 1, YAML: 0 };

const AS_MAP: Method = {
  parameters: 0,
  call: (_, owner) => (owner instanceof Map && owner.size > 0 ? sharedView(owner) : new Map()),
};

const VALUES_METHODS: ReadonlyMap<string, Method> = new Map([
  ['AsMap', AS_MAP],
  ...Object.entries(OTHER_METHODS).map(([name, parameters]) => [name, refused(name, parameters)] as const),
]);

/** Gives a map the type Helm's values have: it prints its name, and it has the method AsMap. */
function asValues(dict: Dict, dialect: Dialect): Dict {
  dict.type = dialect === 'v4.2' ? 'common.Values' : 'chartutil.Values';
  dict.methods = VALUES_METHODS;
  return dict;
}

function refused(name: string, parameters: number): Method {
  return {
    parameters,
    call: () => {
      throw new OutsideProfile(`the method ${name} of Helm's values`);
    },
  };
}

/** What templates see of a release besides its values; names are bytes. */
export interface ReleaseContext {
  readonly releaseName: string;
  readonly namespace: string;
  readonly kube: KubeVersion;
  readonly apiVersions: readonly string[];
}

/** Makes what `.` is at the top of every template of a chart. */
export class RootContext {
  private readonly chartValue: Struct;
  /** The last ones: for equal requests they are one object, as `eval/read-set.ts` asks of structs. */
  private served: { readonly asked: string; readonly value: Struct } | undefined;

  constructor(
    private readonly chart: Chart,
    private readonly dialect: Dialect,
  ) {
    this.chartValue = chartValue(chart);
  }

  /** A new one, because templates may set keys in it, and all see them. */
  of(values: Dict, { releaseName, namespace, kube, apiVersions }: ReleaseContext): Dict {
    const root: Dict = new Map<string, Value>([
      ['Chart', this.chartValue],
      ['Files', filesValue(this.chart.files)],
      ['Release', release(releaseName, namespace)],
      ['Capabilities', this.capabilities(kube, apiVersions)],
      ['Values', asValues(values, this.dialect)],
      ['Subcharts', new Map()],
    ]);
    return asValues(root, this.dialect);
  }

  private capabilities(kube: KubeVersion, apiVersions: readonly string[]): Struct {
    const asked = JSON.stringify([kube, apiVersions]);
    if (this.served?.asked !== asked) {
      this.served = { asked, value: capabilities(kube, apiVersions, this.dialect) };
    }
    return this.served.value;
  }
}

/** `.Template`, set anew for every file. */
export function templateValue(chart: Chart, name: string, dialect: Dialect): Dict {
  const value: Dict = new Map<string, Value>([
    ['Name', name],
    ['BasePath', `${chart.name}/templates`],
  ]);
  return asValues(value, dialect);
}
