// Reading values and zooming, by mouse, finger and keyboard.

class Pointer {
  constructor(panel, page) {
    Object.assign(this, {panel, page, state: page.state, drag: null});
    const svg = panel.svg;
    svg.addEventListener('pointerdown', event => this.down(event));
    svg.addEventListener('pointermove', event => this.move(event));
    svg.addEventListener('pointerup', event => this.up(event));
    svg.addEventListener('pointercancel', () => { this.drag = null; this.page.read(null); });
    svg.addEventListener('pointerleave', event => { if (!this.drag && event.pointerType === 'mouse') this.page.read(null); });
    panel.box.addEventListener('keydown', event => this.key(event));
    panel.box.addEventListener('blur', () => this.page.read(null));
  }

  at(event) {
    const frame = this.panel.svg.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  clamp([x, y]) {
    const area = this.panel.area;
    return [Math.min(Math.max(x, area.left), area.right), Math.min(Math.max(y, area.top), area.bottom)];
  }

  down(event) {
    if (event.button !== 0) return;
    const now = Date.now();
    const [x, y] = this.at(event);
    // Two presses in one place, by finger or mouse: a `dblclick` does not come where the pointer is captured.
    if (this.last && now - this.last.time < 400 && Math.abs(x - this.last.x) < (event.pointerType === 'mouse' ? 6 : 30)) {
      this.last = null;
      this.page.zoom(null);
      return;
    }
    this.last = {time: now, x};
    this.drag = {from: this.clamp([x, y])};
    this.panel.svg.setPointerCapture(event.pointerId);
    this.page.read(this.panel.x.inverse(this.drag.from[0]), this.panel, y);
  }

  move(event) {
    const place = this.clamp(this.at(event));
    if (this.drag) {
      this.drag.to = place;
      this.showZone();
    }
    this.page.read(this.panel.x.inverse(place[0]), this.panel, place[1]);
  }

  // A drag along one axis zooms that axis, a drag across both.
  get zone() {
    const {from, to} = this.drag || {};
    if (!to) return null;
    const [width, height] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    if (width < 8) return null;
    const both = height > 24 && this.panel.spec.capped;
    const area = this.panel.area;
    return {
      left: Math.min(from[0], to[0]), right: Math.max(from[0], to[0]),
      top: both ? Math.min(from[1], to[1]) : area.top, bottom: both ? Math.max(from[1], to[1]) : area.bottom, both,
    };
  }

  showZone() {
    if (this.mark) this.mark.remove();
    const zone = this.zone;
    if (!zone) return;
    this.mark = svgNode('rect', {
      class: 'zone', x: zone.left, y: zone.top, width: zone.right - zone.left, height: zone.bottom - zone.top,
    }, this.panel.svg);
  }

  up(event) {
    const zone = this.zone;
    if (this.mark) this.mark.remove();
    this.drag = null;
    if (zone) {
      const {x, y} = this.panel;
      this.page.zoom([x.inverse(zone.left), x.inverse(zone.right)], zone.both ? [y.inverse(zone.bottom), y.inverse(zone.top)] : null);
    }
    if (event.pointerType === 'mouse' && zone) this.page.read(null);
  }

  key(event) {
    const {x} = this.panel;
    const width = x.high - x.low;
    const now = this.page.reading ?? x.low + width / 2;
    const moves = {ArrowLeft: -1, ArrowRight: 1};
    if (event.key in moves) {
      const next = now + moves[event.key] * width / (event.shiftKey ? 10 : 60);
      this.page.read(Math.min(Math.max(next, x.low), x.high), this.panel);
    } else if (event.key === '+' || event.key === '=') {
      this.page.zoom([Math.max(x.low, now - width / 4), Math.min(x.high, now + width / 4)]);
    } else if (event.key === '-') {
      const [low, high] = this.panel.extent();
      const wide = [Math.max(low, now - width), Math.min(high, now + width)];
      this.page.zoom(wide[0] <= low && wide[1] >= high ? null : wide);
    } else if (event.key === '0' || event.key === 'Escape') {
      this.page.zoom(null);
    } else {
      return;
    }
    event.preventDefault();
  }
}

// The crosshair and, in the panel that is being read, the values of all runs.
const showReading = (panel, value, isActive, pointerY) => {
  panel.over.replaceChildren();
  panel.tip.hidden = true;
  if (value === null || value < panel.x.low || value > panel.x.high) return;
  const x = panel.x(value);
  const {top, bottom} = panel.area;
  svgNode('path', {class: 'cross', d: `M${x.toFixed(1)} ${top}V${bottom}`, fill: 'none'}, panel.over);
  const lines = [];
  for (const run of panel.shown) {
    const line = {run, values: {}};
    for (const key of panel.keys) {
      const places = panel.places(run, key);
      if (!places.length || value > places[places.length - 1] * 1.0001 + 1e-9) continue;
      const i = nearest(places, value);
      const shown = panel.drawn(run, key)[i];
      if (shown === null || shown === undefined) continue;
      line.values[key] = panel.values(run, key)[i];
      line.step = line.step ?? panel.columns(run, key).steps[i];
      const y = panel.y(shown);
      if (y >= top - 4 && y <= bottom + 4) {
        svgNode('circle', {class: `f${run.index} dot`, cx: panel.x(places[i]), cy: y, r: key === 'valid' ? 4 : 3.2}, panel.over);
      }
    }
    const first = panel.keys.includes('valid') && line.values.valid !== undefined ? line.values.valid : Object.values(line.values)[0];
    if (first !== undefined) lines.push({...line, order: first});
  }
  if (isActive && lines.length) showTip(panel, value, lines.sort((a, b) => a.order - b.order), x, pointerY);
};

const showTip = (panel, value, lines, x, pointerY) => {
  const most = 14;
  const names = {train: 'training', valid: 'validation'};
  const keys = panel.keys.filter(key => lines.some(line => line.values[key] !== undefined));
  const table = htmlNode('table');
  const over = panel.state.over;
  const where = over === 'seconds' ? duration(value) : `${over === 'steps' ? 'step' : 'token'} ${Math.round(value).toLocaleString('en-US')}`;
  htmlNode('caption', {}, table, where);
  if (keys.length > 1) {
    const head = htmlNode('tr', {}, table);
    for (const text of ['', '', ...keys.map(key => names[key] || '')]) htmlNode('th', {}, head, text);
  }
  for (const line of lines.slice(0, most)) {
    const row = htmlNode('tr', {}, table);
    htmlNode('span', {class: `chip b${line.run.index}`}, htmlNode('td', {}, row));
    htmlNode('td', {}, row, line.run.label);
    for (const key of keys) {
      const v = line.values[key];
      const text = v === undefined ? '' : key in names && v < 1000 ? v.toFixed(4) : plain(v);
      htmlNode('td', {}, row, text);
    }
  }
  if (lines.length > most) htmlNode('td', {colspan: '4'}, htmlNode('tr', {}, table), `and ${lines.length - most} more`);
  panel.tip.replaceChildren(table);
  panel.tip.hidden = false;
  const offset = panel.svg.getBoundingClientRect().top - panel.box.getBoundingClientRect().top;
  const width = panel.tip.offsetWidth;
  const room = panel.box.clientWidth;
  const left = x + 16 + width <= room ? x + 16 : x - 16 - width;
  panel.tip.style.left = Math.max(-8, Math.min(left, room - width + 8)) + 'px';
  const wanted = (pointerY ?? panel.area.top) - panel.tip.offsetHeight / 2;
  panel.tip.style.top = offset + Math.max(0, Math.min(wanted, panel.area.bottom - panel.tip.offsetHeight)) + 'px';
};
