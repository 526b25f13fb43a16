/**
 * The script of the page. It reads the report from the page and builds every element itself, text as text, so that
 * nothing of the input is ever read as markup.
 */
export const SCRIPT = String.raw`
const report = JSON.parse(document.getElementById('report').textContent);
const element = (tag, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
};
const rich = (text) => text.split('\u0001').flatMap((part, index) => {
  if (index === 0) return [part];
  const [inside, rest = ''] = part.split('\u0002');
  return [element('code', { textContent: inside }), rest];
});
const named = (clusters) => {
  if (clusters.length === report.clusters.length && clusters.length > 1) return 'all clusters that differ';
  const names = clusters.map((index) => report.clusters[index]);
  return names.length > 60 ? names.slice(0, 60).join(', ') + ' and ' + (names.length - 60) + ' more' : names.join(', ');
};
const row = (before, after, same) => element('tr', { className: same ? 'same' : '' },
  element('td', { className: before === undefined ? '' : 'old', textContent: before ?? '' }),
  element('td', { className: after === undefined ? '' : 'new', textContent: after ?? '' }));
const table = (path) => {
  const body = element('tbody');
  if (path.rows) {
    for (const [before, after, same] of path.rows) body.append(row(before ?? undefined, after ?? undefined, same));
  } else if (path.before !== undefined || path.after !== undefined) {
    body.append(row(path.before, path.after, false));
  }
  return element('div', {},
    element('div', { className: 'note' }, path.object + '  ', element('code', { textContent: path.path })),
    body.children.length === 0 ? '' : element('table', {},
      element('thead', {}, element('tr', {}, element('th', { textContent: 'before' }), element('th', { textContent: 'after' }))),
      body));
};
const fill = (details, line) => {
  if (details.dataset.filled) return;
  details.dataset.filled = 'yes';
  const body = element('div', { className: 'body' });
  if (line.steps.length > 0) body.append(element('ol', {}, ...line.steps.map((step) => element('li', {}, ...rich(step)))));
  if (line.note) body.append(element('p', { className: 'note' }, ...rich(line.note)));
  if (line.causes.length > 0) {
    body.append(element('p', { className: 'causes' }, 'Caused by ', ...line.causes.flatMap((id, index) => {
      const cause = report.causes.find((one) => one.id === id);
      return [index > 0 ? '; ' : '', ...rich(cause.text), cause.places.length > 0 ? ' (' + cause.places.slice(0, 5).join(', ') + ')' : ''];
    })));
  }
  body.append(element('p', { className: 'clusters', textContent: 'In ' + named(line.clusters) + '.' }));
  body.append(...line.paths.map(table));
  details.append(body);
};
const main = document.querySelector('main');
const shown = [];
const headings = [];
for (const group of report.groups) {
  const lines = report.lines.filter((line) => line.group === group.id);
  if (lines.length === 0) continue;
  const section = element('section', { className: group.id });
  const heading = element('h2');
  headings.push({ section, heading, title: group.title, all: lines.length });
  section.append(heading);
  for (const line of lines) {
    const details = element('details', { className: line.under ? 'below' : '' }, element('summary', {}, ...rich(line.text)));
    details.addEventListener('toggle', () => { if (details.open) fill(details, line); });
    const text = [line.text, line.note ?? '', ...line.steps, ...line.paths.flatMap((path) => [path.object, path.path, path.before ?? '', path.after ?? ''])]
      .join('\n').replaceAll('\u0001', '').replaceAll('\u0002', '').toLowerCase();
    shown.push({ line, details, section, text, group: group.id, clusters: new Set(line.clusters) });
    section.append(details);
  }
  main.append(section);
}
const none = element('p', { className: 'none', textContent: 'No line matches.', hidden: true });
main.append(none);
const search = document.getElementById('search');
const cluster = document.getElementById('cluster');
const choice = (index) => element('option', { value: String(index), textContent: report.clusters[index] });
for (const [index, { name, clusters }] of report.rings.entries()) {
  const all = element('option', { value: 'ring ' + index, textContent: 'every cluster of ' + name });
  cluster.append(element('optgroup', { label: name }, all, ...clusters.map(choice)));
}
if (report.rings.length === 0) cluster.append(...report.clusters.map((_, index) => choice(index)));
const chosen = () => {
  const [, ring] = cluster.value.split('ring ');
  return cluster.value === '' ? undefined : ring === undefined ? [Number(cluster.value)] : report.rings[Number(ring)].clusters;
};
const off = new Set();
const buttons = document.getElementById('groups');
for (const group of report.groups.filter(({ id }) => shown.some((one) => one.group === id))) {
  const button = element('button', { textContent: group.title.replace(/:.*/, ''), type: 'button' });
  button.dataset.group = group.id;
  button.setAttribute('aria-pressed', 'true');
  button.addEventListener('click', () => {
    off.has(group.id) ? off.delete(group.id) : off.add(group.id);
    button.setAttribute('aria-pressed', String(!off.has(group.id)));
    filter();
  });
  buttons.append(button);
}
const filter = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const wanted = chosen();
  const visible = new Map();
  for (const one of shown) {
    const matches = !off.has(one.group) && (wanted === undefined || wanted.some((index) => one.clusters.has(index))) && words.every((word) => one.text.includes(word));
    one.details.hidden = !matches;
    if (matches) visible.set(one.section, (visible.get(one.section) ?? 0) + 1);
  }
  for (const { section, heading, title, all } of headings) {
    const left = visible.get(section) ?? 0;
    section.hidden = left === 0;
    heading.textContent = title + ' (' + (left < all ? left + ' of ' : '') + all + ')';
  }
  none.hidden = visible.size > 0;
};
filter();
search.addEventListener('input', filter);
cluster.addEventListener('change', filter);
const open = (all) => { for (const { details } of shown) if (!details.hidden) details.open = all; };
document.getElementById('expand').addEventListener('click', () => open(true));
document.getElementById('collapse').addEventListener('click', () => open(false));
const move = (by) => {
  const visible = shown.filter(({ details }) => !details.hidden).map(({ details }) => details.querySelector('summary'));
  const at = visible.indexOf(document.activeElement);
  const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, at + by))];
  next?.focus();
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') { search.value = ''; cluster.value = ''; filter(); document.activeElement?.blur(); return; }
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  const action = { '/': () => search.focus(), j: () => move(1), k: () => move(-1), e: () => open(true), c: () => open(false) }[event.key];
  if (action) { event.preventDefault(); action(); }
});
document.documentElement.dataset.ready = 'yes';
`;
