// One diagram: the curves of all shown runs over a common horizontal axis.

const svgNode = (name, attributes, parent) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
};

const htmlNode = (name, attributes, parent, text) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  if (parent) parent.append(node);
  return node;
};

// The exponential moving average, free of the start's bias; gaps stay gaps.
const smooth = (values, weight) => {
  if (!weight) return values;
  let [sum, norm] = [0, 0];
  return values.map(value => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    norm = weight * norm + 1 - weight;
    return sum / norm;
  });
};

let panelCount = 0;

class Panel {
  // spec: {title, unit, height, keys: [columns of a run to draw], capped}
  constructor(parent, spec, state, data) {
    Object.assign(this, {spec, state, data, id: `area-${panelCount++}`});
    this.box = htmlNode('div', {class: 'plot', tabindex: '0', role: 'group', 'aria-label': `${spec.title}. Arrow keys read values, plus and minus zoom, zero resets.`}, parent);
    this.head = htmlNode('h3', {}, this.box, spec.title + ' ');
    htmlNode('small', {}, this.head, spec.unit);
    this.svg = svgNode('svg', {role: 'img', 'aria-label': spec.title}, this.box);
    this.tip = htmlNode('div', {class: 'tip', hidden: ''}, this.box);
  }

  get shown() { return this.data.runs.filter(run => !this.state.hidden.has(run.index)); }

  // Whether any run has something to draw here.
  get hasData() {
    return this.data.runs.some(run => this.spec.keys.some(key => this.values(run, key).some(v => v !== null)));
  }

  columns(run, key) { return key === 'valid' ? run.valid : run.train; }
  values(run, key) { return (key === 'valid' || key === 'train' ? this.columns(run, key).loss : run.train[key]) || []; }
  places(run, key) { return this.columns(run, key)[this.state.over]; }
  get keys() { return this.spec.keys.filter(key => !(key in this.state.parts) || this.state.parts[key]); }

  extent() {
    let [low, high] = [Infinity, -Infinity];
    for (const run of this.shown) {
      for (const key of ['train', 'valid']) {
        for (const v of run[key][this.state.over]) if (v !== null) { low = Math.min(low, v); high = Math.max(high, v); }
      }
    }
    if (!(low < Infinity)) return [0, 1];
    return this.state.logX ? [Math.max(low, high / 1e6, 1e-9), high] : [Math.min(0, low), high];
  }

  // The values inside the horizontal range; training losses count as they are drawn.
  verticalExtent(x) {
    let [low, high] = [Infinity, -Infinity];
    const log = this.state.logY && this.spec.mayLog;
    // Beside the loss, a run that diverged counts only where there is no other.
    const sound = this.spec.capped ? this.shown : this.shown.filter(run => run.state !== 'diverged');
    for (const run of sound.length ? sound : this.shown) for (const key of this.keys) {
      const places = this.places(run, key);
      const drawn = this.drawn(run, key);
      const [lows, highs] = key === 'train' && this.hasBand(run) ? [run.train.low, run.train.high] : [drawn, drawn];
      drawn.forEach((v, i) => {
        if (v === null || places[i] < x.low || places[i] > x.high || (log && v <= 0)) return;
        low = Math.min(low, lows[i]);
        high = Math.max(high, highs[i]);
      });
    }
    if (!(low < Infinity)) return log ? [1, 10] : [0, 1];
    // A run that diverges would squeeze the others: nothing above what untrained models begin with.
    if (this.spec.capped) {
      const first = this.shown.map(run => run.train.loss[0]).filter(v => v !== undefined).sort((a, b) => a - b);
      const cap = 1.05 * first[(first.length - 1) >> 1];
      if (low < cap) high = Math.min(high, cap);
    }
    if (log) return [low / 1.03, high * 1.03];
    const air = 0.04 * (high - low);
    return [this.spec.fromZero ? 0 : low - air, high + air];
  }

  hasBand(run) { return this.spec.capped && run.train.low && this.shown.length <= 8; }

  drawn(run, key) {
    const values = this.values(run, key);
    return key === 'valid' || key === 'lr' ? values : smooth(values, this.state.smoothing);
  }

  draw() {
    const width = Math.max(220, this.box.clientWidth);
    const height = Math.min(this.spec.height, Math.max(170, width * 0.62));
    const [left, right, top, bottom] = [46, 14, 8, 24];
    this.svg.replaceChildren();
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.svg.setAttribute('height', height);
    const [x0, x1] = this.state.zoom || this.extent();
    this.x = makeScale(x0, x1, left, width - right, this.state.logX);
    const [y0, y1] = this.state.zoomY && this.spec.capped ? this.state.zoomY : this.verticalExtent(this.x);
    this.y = makeScale(y0, y1, height - bottom, top, this.state.logY && this.spec.mayLog);
    this.area = {left, right: width - right, top, bottom: height - bottom};
    this.drawAxes(width);
    const clip = svgNode('clipPath', {id: this.id}, this.svg);
    svgNode('rect', {x: left, y: top - 3, width: width - left - right + 3, height: height - top - bottom + 3}, clip);
    this.curves = svgNode('g', {'clip-path': `url(#${this.id})`, fill: 'none', 'stroke-linejoin': 'round'}, this.svg);
    for (const run of [...this.shown].reverse()) for (const key of this.keys) this.drawCurve(run, key);
    this.over = svgNode('g', {}, this.svg);
  }

  drawAxes(width) {
    const {left, right, bottom} = this.area;
    for (const [value, text] of valueTicks(this.y, this.spec.height > 250 ? 6 : 3)) {
      const y = this.y(value).toFixed(1);
      svgNode('path', {class: 'grid', d: `M${left} ${y}H${right}`, fill: 'none'}, this.svg);
      svgNode('text', {x: left - 7, y, dy: '.32em', 'text-anchor': 'end'}, this.svg).textContent = text;
    }
    svgNode('path', {class: 'base', d: `M${left} ${bottom}H${right}`, fill: 'none'}, this.svg);
    const count = Math.max(2, Math.floor(width / 105));
    const ticks = this.state.over === 'seconds' ? timeTicks(this.x, count) : valueTicks(this.x, count);
    let free = -Infinity;
    for (const [value, text] of ticks) {
      const x = this.x(value);
      svgNode('path', {class: 'base', d: `M${x.toFixed(1)} ${bottom}v4`, fill: 'none'}, this.svg);
      const half = text.length * 3.4;
      if (x - half < free || x + half > width + 2) continue;
      free = x + half + 8;
      svgNode('text', {x: x.toFixed(1), y: bottom + 17, 'text-anchor': 'middle'}, this.svg).textContent = text;
    }
  }

  drawCurve(run, key) {
    const places = this.places(run, key);
    const stroke = {class: `c${run.index}`};
    const dimmed = this.state.lit !== null && this.state.lit !== run.index ? 0.18 : 1;
    const few = this.shown.length <= 8;
    if (key === 'train' && this.spec.capped && few && dimmed === 1) {
      if (this.hasBand(run)) this.drawBand(run);
      else if (this.state.smoothing) svgNode('path', {...stroke, 'stroke-opacity': 0.22, d: this.path(places, run.train.loss)}, this.curves);
    }
    const thick = key === 'valid';
    const both = this.keys.includes('valid') && run.valid.loss.length > 1;
    svgNode('path', {
      ...stroke, 'stroke-width': (thick ? 2.2 : 1.3) * (few || this.state.lit === run.index ? 1 : 0.65),
      'stroke-opacity': dimmed * (key !== 'train' || !both ? 1 : few ? 0.72 : 0.45),
      d: this.path(places, this.drawn(run, key)),
    }, this.curves);
    if (thick && run.valid.loss.length * this.shown.length <= 240) {
      run.valid.loss.forEach((loss, i) => {
        if (places[i] === null || places[i] < this.x.low || places[i] > this.x.high) return;
        svgNode('circle', {class: `f${run.index}`, cx: this.x(places[i]), cy: this.y(loss), r: 2.6, 'fill-opacity': dimmed}, this.curves);
      });
    }
    if (this.spec.capped && key === this.keys[0] && (run.state === 'diverged' || (few && run.state !== 'finished'))) this.drawEnd(run, dimmed);
  }

  // From the least to the greatest loss of the steps that a point stands for.
  drawBand(run) {
    const places = this.places(run, 'train');
    const up = this.path(places, run.train.high);
    const down = this.path([...places].reverse(), [...run.train.low].reverse());
    if (up && down) svgNode('path', {class: `f${run.index}`, 'fill-opacity': 0.1, d: up + 'L' + down.slice(1) + 'Z'}, this.curves);
  }

  // A cross where a run diverged, a ring where one stopped or stands now.
  drawEnd(run, opacity) {
    const last = run.train.loss.length - 1;
    if (last < 0 || run.train[this.state.over][last] === null) return;
    const x = this.x(run.train[this.state.over][last]);
    const y = Math.min(Math.max(this.y(run.train.loss[last]), this.area.top + 5), this.area.bottom - 5);
    if (!(x >= this.area.left && x <= this.area.right + 1)) return;
    const style = {class: `c${run.index}`, 'stroke-width': 2.2, 'stroke-opacity': opacity, fill: 'none'};
    if (run.state === 'diverged') svgNode('path', {...style, d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`}, this.curves);
    else svgNode('circle', {...style, cx: x, cy: y, r: 4.5}, this.curves);
  }

  path(places, values) {
    let [d, pen, before] = ['', 'M', null];
    for (let i = 0; i < values.length; i++) {
      const [x, v] = [places[i], values[i]];
      if (x === null || v === null || (this.x.log && x <= 0) || (this.y.log && v <= 0)) continue;
      const point = `${this.x(x).toFixed(1)} ${Math.max(-1e4, Math.min(1e4, this.y(v))).toFixed(1)}`;
      if (x < this.x.low) { before = point; continue; }
      if (before !== null && pen === 'M') { d += 'M' + before; pen = 'L'; }
      d += pen + point;
      pen = 'L';
      if (x > this.x.high) break;
    }
    return d;
  }
}
