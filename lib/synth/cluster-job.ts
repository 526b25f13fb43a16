import { ChartStore } from '../charts/chart-store';
import type { ClusterFile, LayerFiles } from '../cluster/cluster-files';
import { misnamed } from '../cluster/fleet-checks';
import { Layers } from '../cluster/layers';
import { readCluster } from '../cluster/read-clusters';
import type { Sources } from '../constructs/cluster-layers';
import { type Disk, localDisk } from '../publish/disk';
import { type StagingPaths, stage } from '../publish/staging';
import { PublishedState } from '../review/transitions/published-transitions';
import { findingsOf } from '../rules/accept-clusters';
import { acknowledgingFile } from '../rules/acknowledged';
import { fleetMember } from '../rules/across/fleet-member';
import type { JobResult } from './job-result';
import { outputDigest } from './proof';
import { synthesizeCluster } from './synthesize';

/** What all clusters of a synth have in common. */
export interface JobContext {
  readonly layers: LayerFiles;
  readonly paths: StagingPaths;
  /** Clusters that the published directory holds and no file describes. */
  readonly left: readonly string[];
}

/** Takes one cluster from its file to the staging directory. */
export class ClusterJobs {
  private readonly layers: Layers;
  private readonly charts: ChartStore;
  private readonly sources: Sources;
  private readonly published: PublishedState;

  constructor(
    private readonly context: JobContext,
    sources: Sources = {},
    private readonly disk: Disk = localDisk,
  ) {
    this.layers = new Layers(context.layers);
    this.charts = sources.charts ?? new ChartStore();
    this.sources = { ...sources, charts: this.charts };
    this.published = new PublishedState(context.paths.directory, context.left, disk);
  }

  /** @param render false where another cluster is refused already: nothing will be published */
  run(file: ClusterFile, render: boolean): JobResult {
    const { read, groups, diagnostics } = readCluster(file, this.layers, this.charts);
    const of = { file: file.path, groups, ofLayers: this.layers.diagnostics };
    if (!read) {
      return { ...of, ofFile: diagnostics, ofObjects: [] };
    }
    const ofFile = [...misnamed(read), ...findingsOf(read)];
    const { ring, cluster } = read;
    const facts = {
      name: cluster.name,
      ...(ring !== undefined && { ring }),
      acknowledgedIn: acknowledgingFile(read),
      member: fleetMember(read),
    };
    const result = { ...of, ofFile, ofObjects: [], facts };
    if (!render || ofFile.some(({ severity }) => severity === 'error')) {
      return result;
    }
    const { files, diagnostics: ofObjects, manifests } = synthesizeCluster(read, this.sources);
    if (!files) {
      return { ...result, ofObjects };
    }
    const published = this.published.contentsOf(cluster.name);
    const { diagnostics: ofTransitions, former } = this.published.transitionsTo(files, published, read);
    const staged = stage(files, (path) => published.get(path), this.context.paths, this.disk);
    return {
      ...result,
      ofObjects,
      ofTransitions,
      ...(former !== undefined && { former }),
      ...(manifests && { manifests }),
      output: { staged, digest: outputDigest(files) },
    };
  }
}
