import { cacheDirectory } from '../cache';
import { type HelmLine, LOCKED_HELM } from '../charts/lock';
import { type ChartRenderer, InProcessRenderer } from '../engine';
import { HelmProcess } from '../helm/helm-process';

/** How charts are rendered: by the renderer of this project, which needs nothing else, or by the real Helm. */
export type RendererName = 'in-process' | 'helm';

const shared = new Map<string, ChartRenderer>();

/** A renderer that gives the answers of one Helm, one for the whole process: it keeps the charts it has parsed. */
export function rendererOf(name: RendererName, line: HelmLine): ChartRenderer {
  const key = `${name} ${line}`;
  const renderer = shared.get(key) ?? made(name, line);
  shared.set(key, renderer);
  return renderer;
}

function made(name: RendererName, line: HelmLine): ChartRenderer {
  return name === 'helm'
    ? new HelmProcess(LOCKED_HELM[line])
    : new InProcessRenderer({
        dialect: line === 'v4.2' ? '4.2' : '3.21',
        cacheDirectory: () => cacheDirectory('parsed'),
      });
}

/** The renderer for whom nobody chose one. */
export function defaultRenderer(): ChartRenderer {
  return rendererOf('in-process', 'v4.2');
}
