/** What another project imports: the synth, the constructs, and what they are made of. */

export { type ChartSource, localSource } from './charts/chart-source';
export { ChartStore, type ChartStoreProps } from './charts/chart-store';
export { ChartValues } from './charts/knowledge/chart-values';
export type { Need, ValueFacts, ValueFactsByPath, ValueKey, ValueType } from './charts/knowledge/value-key';
export type { LocatedChart } from './charts/located-chart';
export { type ChartLock, type LockedChart, parseLock, readLockFile } from './charts/lock';
export { fleetFiles } from './cluster/cluster-files';
export { type ReadCluster, readClusters } from './cluster/read-clusters';
export { ApiPriorityChart, type ApiPriorityChartProps, type TkeLevel } from './constructs/api-priority-chart';
export {
  ArgoApplicationsChart,
  type ArgoApplicationsChartProps,
  ArgoAppOfAppsChart,
  type ArgoAppOfAppsChartProps,
  type ArgoCdTarget,
  type ArgoLayer,
} from './constructs/argo-applications';
export { CiliumChart } from './constructs/cilium-chart';
export type { AcknowledgedError, CiliumChartProps } from './constructs/cilium-props';
export { CniConfigChart } from './constructs/cni-config-chart';
export { HelmRelease, type HelmReleaseProps } from './constructs/helm-release';
export {
  KubeProxyOverrideChart,
  KubeProxyUndoChart,
  type KubeProxyUndoProps,
} from './constructs/kube-proxy-override';
export type { Layer } from './constructs/layer';
export { NodeInitChart, type NodeInitChartProps } from './constructs/node-init-chart';
export {
  ParkedDaemonSetChart,
  type ParkedDaemonSetProps,
  UnparkedDaemonSetChart,
  type UnparkedDaemonSetProps,
} from './constructs/parked-daemon-set';
export { VerbatimObject } from './constructs/verbatim-object';
export { type Diagnostic, formatDiagnostic, InputError } from './diagnostics/diagnostic';
export { InProcessRenderer, type InProcessRendererProps } from './engine/in-process-renderer';
export {
  ParsedChartStore,
  type ParsedChartStoreProps,
  type ParsedCharts,
} from './engine/parsed/parsed-chart-store';
export type { ChartRenderer, ReleaseRequest } from './engine/renderer';
export { HelmProcess } from './helm/helm-process';
export type { JsonObject, JsonValue } from './json';
export { type FileSpec, layout } from './layout/layout';
export { checkObjects, type ObjectsCheck } from './manifests/check-objects';
export type { MirrorSettings } from './node-init/script';
export { type NodePoolProps, nodePoolTerraform } from './node-init/terraform';
export { nodePoolUserData, type UserData } from './node-init/user-data';
export type { Published } from './publish/publication';
export { publish } from './publish/publish';
export { acceptClusters, acceptFleet } from './rules/accept-clusters';
export {
  type ManifestsToValidate,
  ManifestValidation,
  type ManifestValidationProps,
} from './rules/validation-plugin';
export { runSynth, type SynthPaths } from './synth/command';
export { type Synthesis, synthesize } from './synth/synthesize';
export { checkValues, type ValueCheck } from './values/check-values';
export type { CiliumValues, FreeValue } from './values/cilium-values';
export type { ApiServerEndpoint, OverlayNetwork, TkeScheme } from './values/tke-values';
export { readManifests } from './yaml/read';
export { writeManifest } from './yaml/write';
