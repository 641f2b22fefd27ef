// Axes: positions, round marks, and numbers as people read them.

const roundStep = wanted => {
  if (!(wanted > 0) || !isFinite(wanted)) return 1;
  const unit = 10 ** Math.floor(Math.log10(wanted));
  return ([1, 2, 5, 10].find(n => n * unit >= wanted * 0.999) || 10) * unit;
};

// From values to pixels, linear or logarithmic.
const makeScale = (low, high, start, end, log) => {
  if (!(high > low)) {
    const margin = low === 0 ? 1 : Math.abs(low) * 0.05;
    [low, high] = log ? [low / 1.5, low * 1.5] : [low - margin, low + margin];
  }
  const warp = log ? Math.log10 : v => v;
  const [a, b] = [warp(low), warp(high)];
  const place = v => start + (warp(v) - a) / (b - a) * (end - start);
  place.inverse = p => {
    const w = a + (p - start) / (end - start) * (b - a);
    return log ? 10 ** w : w;
  };
  return Object.assign(place, {low, high, log});
};

const multiples = (low, high, step) => {
  const marks = [];
  for (let n = Math.ceil(low / step - 1e-9); n <= high / step + 1e-9 && marks.length < 60; n++) marks.push(n * step + 0);
  return marks;
};

const significant = (value, digits) => String(Number(value.toPrecision(digits)));

const prefixed = value => {
  const size = Math.abs(value);
  if (size < 10000) return size === Math.round(size) ? value.toLocaleString('en-US') : significant(value, 4);
  for (const [unit, name] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (size >= unit * 0.9995) return significant(value / unit, 3) + name;
  }
  return significant(value, 3);
};

const duration = seconds => {
  const two = n => String(n).padStart(2, '0');
  if (seconds < 59.95) return seconds.toFixed(seconds < 9.995 ? 2 : 1) + ' s';
  const s = Math.round(seconds);
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${two(Math.floor(s % 3600 / 60))} min`;
  return `${Math.floor(s / 86400)} d ${two(Math.floor(s % 86400 / 3600))} h`;
};

// Small numbers as 3e-4, losses and the like in four significant digits.
const plain = value => {
  const size = Math.abs(value);
  if (size >= 10000) return prefixed(value);
  if (size >= 1e-3 || size === 0) return significant(value, 4);
  return Number(value.toPrecision(3)).toExponential();
};

const logTicks = scale => {
  const decades = Math.log10(scale.high / scale.low);
  const factors = decades < 1.2 ? [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9] : decades < 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / 7));
  const marks = [];
  for (let e = Math.floor(Math.log10(scale.low)); e <= Math.log10(scale.high); e++) {
    if (decades >= 3 && e % every !== 0) continue;
    for (const f of factors) {
      const v = f * 10 ** e;
      if (v >= scale.low * 0.9999 && v <= scale.high * 1.0001) marks.push(v);
    }
  }
  return marks.length > 1 ? marks : multiples(scale.low, scale.high, roundStep((scale.high - scale.low) / 4));
};

const valueTicks = (scale, count) => {
  if (scale.log) return logTicks(scale).map(v => [v, plain(v)]);
  const step = roundStep((scale.high - scale.low) / count);
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const text = step >= 1 ? prefixed : scale.high < 0.01 ? v => plain(Number(v.toPrecision(6))) : v => v.toFixed(decimals);
  return multiples(scale.low, scale.high, step).map(v => [v, text(v)]);
};

const timeTicks = (scale, count) => {
  const wanted = (scale.high - scale.low) / count;
  const steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000];
  if (scale.log) return logTicks(scale).map(v => [v, duration(v).replace(/ 00 \w+$/, '')]);
  const step = wanted <= 30 ? roundStep(wanted) : steps.find(s => s >= wanted) || roundStep(wanted);
  const [unit, name] = step < 60 ? [1, 's'] : step < 3600 ? [60, 'min'] : step < 86400 ? [3600, 'h'] : [86400, 'd'];
  return multiples(scale.low, scale.high, step).map(v => [v, `${significant(v / unit, 6)} ${name}`]);
};

// The index of the value nearest to x in a rising list.
const nearest = (list, x) => {
  let [low, high] = [0, list.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (list[middle] < x) low = middle; else high = middle;
  }
  return Math.abs(list[low] - x) <= Math.abs(list[high] - x) ? low : high;
};
