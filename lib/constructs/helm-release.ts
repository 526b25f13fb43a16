import { Construct } from 'constructs';
import { type ArchiveOnDisk, locateArchive } from '../charts/archive-on-disk';
import { ChartStore } from '../charts/chart-store';
import { InputError } from '../diagnostics/diagnostic';
import type { ChartRenderer } from '../engine';
import type { JsonObject } from '../json';
import { keyMaterial } from '../manifests/key-material';
import { objectKey } from '../manifests/object-name';
import { objectsOf } from '../yaml/read';
import { defaultRenderer } from './default-renderer';
import { reportingRefusals } from './render-diagnostics';
import { requireProps } from './required-props';
import { VerbatimObject } from './verbatim-object';

/** A chart as it would be installed, and what is added to its objects. */
export interface HelmReleaseProps {
  /** A chart of the lock, or an archive of one's own with its digest, which needs no lock. */
  readonly chart: { readonly name: string; readonly version: string } | ArchiveOnDisk;
  /** @default - the id of the construct */
  readonly releaseName?: string;
  /** The release's namespace. It is not stamped on objects that the chart leaves without one. */
  readonly namespace: string;
  /**
   * Values laid over the chart's own: maps merge, lists replace, `null` deletes a default.
   * @default - the chart's own
   */
  readonly values?: JsonObject;
  /** Kubernetes version that the templates see, for example `1.32.2`. */
  readonly kubernetesVersion: string;
  /**
   * API versions that the templates see besides the built-in ones.
   * @default - none
   */
  readonly apiVersions?: readonly string[];
  /**
   * Annotations to add to an object; none of its own is overwritten.
   * @default - none
   */
  readonly annotate?: (manifest: JsonObject) => Readonly<Record<string, string>>;
  /**
   * What to do when the chart renders a Secret with a private key, which must never be written into manifests.
   * @default - a general sentence
   */
  readonly keyMaterialRemedy?: (secretName: string) => string;
  /** @default - the charts that charts.lock.yaml in the working directory names */
  readonly charts?: ChartStore;
  /** @default - in this process, with the answers of Helm 4.2 */
  readonly renderer?: ChartRenderer;
}

/**
 * The objects that `helm template` gives for a chart, each as a construct of its own, unchanged.
 *
 * @throws {InputError} when the Kubernetes version is none, the chart cannot be had, refuses the values, or renders
 *   a private key
 */
export class HelmRelease extends Construct {
  /** The objects in Helm's order. */
  readonly objects: readonly VerbatimObject[];

  /** @param rendered what the chart gives, when somebody has rendered it already */
  constructor(scope: Construct, id: string, props: HelmReleaseProps, rendered?: readonly JsonObject[]) {
    super(scope, id);
    requireProps(props, 'HelmRelease', 'chart', 'namespace', 'kubernetesVersion');
    refuseNoVersion(props.kubernetesVersion);
    const manifests = rendered ?? renderRelease({ releaseName: id, ...props });
    const keys = keyMaterial(manifests, props.keyMaterialRemedy);
    if (keys.length > 0) {
      throw new InputError(keys);
    }
    this.objects = manifests.map((manifest) => {
      const object = new VerbatimObject(this, objectKey(manifest), manifest);
      for (const [key, value] of Object.entries(props.annotate?.(manifest) ?? {})) {
        object.metadata.addAnnotation(key, value);
      }
      return object;
    });
  }
}

/** What a render needs of the props. */
export type RenderedRelease = Omit<HelmReleaseProps, 'annotate' | 'keyMaterialRemedy'> & {
  readonly releaseName: string;
};

/**
 * The objects that the chart gives, in Helm's order.
 *
 * @throws {InputError} when the chart cannot be had, or refuses the values
 */
export function renderRelease(props: RenderedRelease): JsonObject[] {
  const { charts, renderer = defaultRenderer(), values = {}, apiVersions = [] } = props;
  const chart =
    'archive' in props.chart
      ? locateArchive(props.chart)
      : (charts ?? new ChartStore()).locate(props.chart.name, props.chart.version);
  const documents = reportingRefusals(() =>
    renderer.renderDocuments({
      chart,
      releaseName: props.releaseName,
      namespace: props.namespace,
      values,
      kubeVersion: props.kubernetesVersion,
      apiVersions,
    }),
  );
  return documents.flatMap(objectsOf);
}

/** A version often comes from elsewhere, past the types; the templates would name no field. */
function refuseNoVersion(version: unknown): void {
  if (typeof version !== 'string' || !/^v?\d+\.\d+/.test(version)) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'kubernetes-version',
        field: 'kubernetesVersion',
        problem: `${JSON.stringify(version)} is not a version of Kubernetes`,
        remedy: 'Give the version of the cluster as a text, for example 1.32.2',
      },
    ]);
  }
}
