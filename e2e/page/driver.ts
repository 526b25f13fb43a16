/** Runs inside the page as a reader would use it, and leaves what it saw in the title. */
export const DRIVER = `
(() => {
  const seen = {};
  const visible = () => [...document.querySelectorAll('main details')].filter((one) => !one.hidden && !one.closest('section').hidden);
  const type = (text) => { const box = document.getElementById('search'); box.value = text; box.dispatchEvent(new Event('input')); };
  const key = (name, target = document.body) => target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  const cluster = document.getElementById('cluster');
  seen.ready = document.documentElement.dataset.ready;
  seen.lines = visible().length;
  const started = performance.now();
  for (const word of ['b', 'bp', 'bpf', 'bpf-lb', 'bpf-lb-map-max 131072']) type(word);
  document.body.offsetHeight;
  seen.milliseconds = Math.round(performance.now() - started);
  seen.found = visible().map((one) => one.querySelector('summary').textContent);
  type('no such thing');
  seen.none = [visible().length, document.querySelector('.none').hidden];
  key('Escape', document.getElementById('search'));
  seen.cleared = visible().length;
  seen.ofOneCluster = ['gz-7', 'gz-8'].map((name) => {
    cluster.value = [...cluster.options].find((option) => option.textContent === name).value;
    cluster.dispatchEvent(new Event('change'));
    return visible().length;
  });
  seen.ofOneRing = ['ring 0', 'ring 1'].map((name) => {
    cluster.value = [...cluster.options].find((option) => option.textContent === 'every cluster of ' + name).value;
    cluster.dispatchEvent(new Event('change'));
    return visible().length;
  });
  key('Escape');
  const group = document.querySelector('#groups button[data-group=restarts]');
  group.click();
  seen.withoutRestarts = visible().length;
  seen.pressed = group.getAttribute('aria-pressed');
  group.click();
  key('/');
  seen.focused = document.activeElement.id;
  document.activeElement.blur();
  key('j'); key('j'); key('k');
  seen.walked = document.activeElement === visible()[0].querySelector('summary');
  key('e');
  setTimeout(() => {
    seen.opened = visible().every((one) => one.open);
    seen.tables = document.querySelectorAll('main table').length > 0;
    seen.markup = document.querySelectorAll('main script, main img').length;
    seen.sideBySide = document.querySelectorAll('td.old, td.new').length > 1;
    key('c');
    seen.collapsed = visible().every((one) => !one.open);
    document.title = JSON.stringify(seen);
  }, 300);
})();
`;
