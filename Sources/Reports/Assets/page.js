// The page: what is shown, and the controls that change it.

const data = JSON.parse(document.getElementById('data').textContent);
data.runs.forEach((run, index) => { run.index = index; });

const remember = {
  get(key, store) { try { return JSON.parse(window[store].getItem(key)); } catch { return null; } },
  set(key, store, value) { try { window[store].setItem(key, JSON.stringify(value)); } catch { /* not allowed: fine */ } },
};

const page = {
  state: {
    over: 'steps', logX: false, logY: false, smoothing: 0.6, parts: {train: true, valid: true}, hidden: new Set(),
    zoom: null, zoomY: null, lit: null,
  },
  panels: [],
  resets: [],
  reading: null,

  draw() {
    for (const panel of this.panels) panel.draw();
    this.read(this.reading, this.active);
    for (const reset of this.resets) reset.hidden = !this.state.zoom;
    this.save();
  },

  read(value, active, pointerY) {
    [this.reading, this.active] = [value, active];
    for (const panel of this.panels) showReading(panel, value, panel === active, pointerY);
  },

  zoom(range, vertical) {
    this.state.zoom = range;
    this.state.zoomY = range ? vertical || null : null;
    if (!range) this.reading = null;
    this.draw();
  },

  // A page that reloads itself during a training comes back as it was.
  save() {
    const {lit, hidden, ...rest} = this.state;
    remember.set(`letterpress:${location.pathname}`, 'sessionStorage', {...rest, hidden: [...hidden]});
  },

  restore() {
    const saved = remember.get(`letterpress:${location.pathname}`, 'sessionStorage');
    if (!saved || !document.body.dataset.refresh) return;
    Object.assign(this.state, saved, {hidden: new Set(saved.hidden), lit: null});
  },
};

// MARK: Controls

const segments = (parent, label, choices, current, choose) => {
  const group = htmlNode('span', {class: 'group'}, parent);
  htmlNode('span', {}, group, label);
  const box = htmlNode('span', {class: 'segments', role: 'group', 'aria-label': label}, group);
  const buttons = choices.map(([value, text]) => {
    const button = htmlNode('button', {type: 'button', 'aria-pressed': String(value === current())}, box, text);
    button.addEventListener('click', () => {
      choose(value);
      buttons.forEach((other, i) => other.setAttribute('aria-pressed', String(choices[i][0] === current())));
      page.draw();
    });
    return button;
  });
};

const addControls = parent => {
  const {state} = page;
  const bar = htmlNode('div', {class: 'controls'}, parent);
  const has = key => data.runs.some(run => run.train[key].some(v => v !== null) || run.valid[key].some(v => v !== null));
  const overs = [['steps', 'steps'], ['seconds', 'time'], ['tokens', 'tokens']].filter(([key]) => has(key));
  segments(bar, 'over', overs, () => state.over, value => { state.over = value; state.zoom = state.zoomY = page.reading = null; });
  segments(bar, 'x', [[false, 'linear'], [true, 'log']], () => state.logX, value => { state.logX = value; state.zoom = state.zoomY = null; });
  segments(bar, 'y', [[false, 'linear'], [true, 'log']], () => state.logY, value => { state.logY = value; state.zoomY = null; });
  if (data.runs.some(run => run.valid.loss.length) && data.runs.some(run => run.train.loss.length)) {
    const current = () => (state.parts.train && state.parts.valid ? 'both' : state.parts.train ? 'train' : 'valid');
    segments(bar, 'show', [['both', 'both'], ['train', 'training'], ['valid', 'validation']], current, value => {
      state.parts = {train: value !== 'valid', valid: value !== 'train'};
    });
  }
  const smoothing = htmlNode('label', {class: 'group'}, bar, 'smoothing');
  const slider = htmlNode('input', {type: 'range', min: 0, max: 0.99, step: 0.01, value: state.smoothing}, smoothing);
  const output = htmlNode('output', {}, smoothing, state.smoothing.toFixed(2));
  slider.addEventListener('input', () => {
    state.smoothing = Number(slider.value);
    output.textContent = state.smoothing.toFixed(2);
    page.draw();
  });
};

const addLegend = parent => {
  const {state} = page;
  const legend = htmlNode('div', {class: 'legend', role: 'group', 'aria-label': 'Runs'}, parent);
  const entries = [];
  const update = () => {
    entries.forEach((entry, i) => entry.setAttribute('aria-pressed', String(!state.hidden.has(i))));
    page.draw();
  };
  if (data.runs.length > 2) {
    const all = htmlNode('div', {class: 'all'}, legend);
    const add = (text, choose) => htmlNode('button', {type: 'button', class: 'quiet'}, all, text).addEventListener('click', () => { choose(); update(); });
    add('all', () => state.hidden.clear());
    add('none', () => data.runs.forEach(run => state.hidden.add(run.index)));
  }
  for (const run of data.runs) {
    const entry = htmlNode('button', {type: 'button', class: 'entry', 'aria-pressed': String(!state.hidden.has(run.index)), title: `${run.label}: click to hide or show, double-click to show it alone`}, legend);
    htmlNode('span', {class: `chip b${run.index}`}, entry);
    htmlNode('span', {}, entry, run.label);
    const last = run.valid.loss.at(-1) ?? run.train.loss.at(-1);
    htmlNode('small', {}, entry, run.state === 'diverged' ? 'diverged' : last === undefined ? '' : last.toFixed(3));
    entry.addEventListener('click', () => { state.hidden.delete(run.index) || state.hidden.add(run.index); update(); });
    entry.addEventListener('dblclick', () => {
      state.hidden = new Set(data.runs.map(other => other.index).filter(index => index !== run.index));
      update();
    });
    const light = index => { if (state.lit !== index) { state.lit = index; page.draw(); } };
    entry.addEventListener('pointerenter', event => { if (event.pointerType === 'mouse' && !state.hidden.has(run.index)) light(run.index); });
    entry.addEventListener('pointerleave', () => light(null));
    entries.push(entry);
  }
};

const addPlots = parent => {
  addControls(parent);
  const stage = htmlNode('div', {class: 'stage'}, parent);
  const main = htmlNode('div', {}, stage);
  if (data.runs.length > 1) addLegend(stage); else stage.classList.add('alone');
  const specs = [
    {title: 'Loss', unit: 'nats per token; drag to zoom, double-click to reset', height: 420, keys: ['train', 'valid'], capped: true, mayLog: true},
    {title: 'Gradient norm', unit: 'before clipping', height: 170, keys: ['norm'], mayLog: true},
    {title: 'Learning rate', unit: '', height: 170, keys: ['lr'], mayLog: true},
    {title: 'Speed', unit: 'tokens per second', height: 170, keys: ['speed'], fromZero: true},
  ];
  const minor = htmlNode('div', {class: 'minor'}, null);
  for (const spec of specs) {
    const panel = new Panel(spec.capped ? main : minor, spec, page.state, data);
    if (!panel.hasData) { panel.box.remove(); continue; }
    page.panels.push(panel);
    new Pointer(panel, page);
    if (!spec.capped) continue;
    const reset = htmlNode('button', {type: 'button', class: 'quiet', hidden: ''}, panel.head, 'reset zoom');
    reset.addEventListener('click', () => page.zoom(null));
    page.resets.push(reset);
  }
  if (minor.children.length) parent.append(minor);
};

// MARK: Tables, theme, news

const makeSortable = table => {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const given = [...body.rows];
  heads.forEach((head, column) => {
    const button = htmlNode('button', {type: 'button'}, null, head.textContent);
    head.replaceChildren(button);
    const value = row => {
      const cell = row.cells[column];
      return cell.dataset.value === undefined ? (head.classList.contains('number') ? Infinity : cell.textContent) : Number(cell.dataset.value);
    };
    button.addEventListener('click', () => {
      const next = {null: 'ascending', ascending: 'descending', descending: null}[head.getAttribute('aria-sort')];
      heads.forEach(other => other.removeAttribute('aria-sort'));
      if (next) head.setAttribute('aria-sort', next);
      const compare = (a, b) => typeof a === 'string' ? a.localeCompare(b, 'en', {numeric: true}) : a - b;
      const rows = next ? [...given].sort((a, b) => (next === 'ascending' ? 1 : -1) * compare(value(a), value(b))) : given;
      body.append(...rows);
    });
  });
};

const addTheme = () => {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const isDark = () => (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const show = () => { button.textContent = isDark() ? 'light' : 'dark'; button.setAttribute('aria-label', `switch to ${button.textContent} colours`); };
  const saved = remember.get('letterpress:theme', 'localStorage');
  if (saved === 'dark' || saved === 'light') root.dataset.theme = saved;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember.set('letterpress:theme', 'localStorage', root.dataset.theme);
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  button.hidden = false;
  show();
};

// While the run is alive the page looks for news, though never under somebody's hands.
const followRun = () => {
  const seconds = Number(document.body.dataset.refresh);
  if (!seconds) return;
  let touched = 0;
  for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll']) addEventListener(kind, () => { touched = Date.now(); }, {passive: true});
  setInterval(() => { if (!document.hidden && Date.now() - touched > 5000) location.reload(); }, seconds * 1000);
};

page.restore();
addTheme();
document.querySelectorAll('#results table').forEach(makeSortable);
const plots = document.getElementById('plots');
if (plots) {
  addPlots(plots);
  document.getElementById('static').hidden = true;
  plots.hidden = false;
  page.draw();
  let width = plots.clientWidth;
  new ResizeObserver(() => {
    if (plots.clientWidth === width) return;
    width = plots.clientWidth;
    page.read(null);
    page.draw();
  }).observe(plots);
}
followRun();
