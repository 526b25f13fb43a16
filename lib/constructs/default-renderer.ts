import { cacheDirectory } from '../cache';
import { type ChartRenderer, InProcessRenderer } from '../engine';
import { HelmProcess } from '../helm/helm-process';
import { HELM_RELEASES, type HelmVersion } from '../helm/helm-version';

/** How charts are rendered: by the renderer of this project, which needs nothing else, or by the real Helm. */
export type RendererName = 'in-process' | 'helm';

const shared = new Map<string, ChartRenderer>();

/** A renderer that gives the answers of one Helm, one for the whole process: it keeps the charts it has parsed. */
export function rendererOf(name: RendererName, version: HelmVersion): ChartRenderer {
  const key = `${name} ${version}`;
  const renderer = shared.get(key) ?? made(name, version);
  shared.set(key, renderer);
  return renderer;
}

function made(name: RendererName, version: HelmVersion): ChartRenderer {
  return name === 'helm'
    ? new HelmProcess(HELM_RELEASES[version])
    : new InProcessRenderer({
        dialect: version === 'v4.2' ? '4.2' : '3.21',
        cacheDirectory: () => cacheDirectory('parsed'),
      });
}

/** The renderer for whom nobody chose one. */
export function defaultRenderer(): ChartRenderer {
  return rendererOf('in-process', 'v4.2');
}
