import { cacheDirectory } from '../cache';
import { type ChartRenderer, type Dialect, InProcessRenderer } from '../engine';
import { HelmProcess } from '../helm/helm-process';

/** How charts are rendered: by the renderer of this project, which needs nothing else, or by the real Helm. */
export type RendererName = 'in-process' | 'helm';

const shared = new Map<string, ChartRenderer>();

/** A renderer that gives the answers of one Helm, one for the whole process: it keeps the charts it has parsed. */
export function rendererOf(name: RendererName, dialect: Dialect): ChartRenderer {
  const key = `${name} ${dialect}`;
  const renderer = shared.get(key) ?? made(name, dialect);
  shared.set(key, renderer);
  return renderer;
}

function made(name: RendererName, dialect: Dialect): ChartRenderer {
  return name === 'helm'
    ? new HelmProcess(dialect)
    : new InProcessRenderer({
        dialect,
        cacheDirectory: () => cacheDirectory('parsed'),
      });
}

/** The renderer for whom nobody chose one. */
export function defaultRenderer(): ChartRenderer {
  return rendererOf('in-process', 'v4.2');
}
