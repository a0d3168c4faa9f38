// Draws the portal's charts. The server supplies labels, series and texts; this file defines their appearance. Colors are design tokens, so
// that a chart follows the theme.

import ApexCharts from '/lib/apexcharts/apexcharts.esm.js';
import { isThisYear, toClock, toMinute } from '/js/local-time.js';

const drawn = new Map();
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

function color(token) {
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;

  // Forced colors would make all series the same.
  if (token.startsWith('--chart-')) probe.style.forcedColorAdjust = 'none';
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

// The values of the server's enum for units, by number.
const axisFormats = [
  (amount) => compact.format(amount),
  (amount) => '$' + compact.format(amount),
  (amount) => `${Math.round(amount)}%`,
  (amount) => (amount < 1000 ? `${Math.round(amount)} ms` : amount < 60000 ? `${compact.format(amount / 1000)} s` : `${compact.format(amount / 60000)} min`),
];

// Times in the browser's time zone: 14:00, with the day if there are several, and with the year if it is not the current one for all.
function timeLabels(times) {
  const instants = times.map((time) => new Date(time));
  if (instants.every((instant) => instant.toDateString() === instants[0].toDateString())) return instants.map(toClock);
  const hasYear = !instants.every(isThisYear);
  return instants.map((instant) => toMinute(instant, hasYear));
}

// A dashed last segment of a line with gaps would make the segments before it dashed as well. The last point of such a line is a pale diamond.
const hasGaps = (series) => series.some(({ values }) => values.includes(null));

// ApexCharts draws nothing for a line whose only value is its last one.
const hasLines = (series) => series.some(({ values }) => values.some((value, i) => value !== null && (values[i - 1] ?? null) !== null));

// ApexCharts makes HTML of every text of a tooltip, and callers choose the names of keys, end users, repositories and labels.
const escaped = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

// A whole stack is below zero if savings are negative.
const hasNegative = (series) => series.some(({ values }) => values.some((value) => value < 0));

function options({ labels: names, times, series, unit, lines, lastIsIncomplete }, width) {
  const labels = times.length > 0 ? timeLabels(times) : names;
  const muted = color('--text-muted');
  const last = labels.length - 1;
  const isDashed = lastIsIncomplete && (!lines || (hasLines(series) && !hasGaps(series)));
  const isMarked = lastIsIncomplete && !isDashed;
  // One of so many labels is shown, so that they do not touch. The axis of amounts takes about 70 pixels.
  const every = Math.ceil(labels.length / Math.max(2, Math.min(8, Math.floor((width - 70) / (8 * Math.max(...labels.map((label) => label.length)))))));
  return {
    chart: {
      type: !lines ? 'bar' : hasLines(series) ? 'line' : 'scatter', stacked: !lines, height: 216, background: 'transparent', fontFamily: 'inherit', foreColor: muted,
      toolbar: { show: false }, zoom: { enabled: false }, animations: { enabled: false },
    },
    series: series.map(({ name, values }) => ({ name, data: values })),
    colors: series.map((line) => color(`--chart-${line.color}`)),
    plotOptions: { bar: { columnWidth: labels.length > 14 ? '72%' : '44%', borderRadius: 2, borderRadiusApplication: 'end', borderRadiusWhenStacked: 'last' } },
    fill: { opacity: 1 },
    stroke: lines ? { width: 2, curve: 'straight', lineCap: 'round' } : { width: 0 },
    markers: {
      // Without a size, ApexCharts draws no point of a line with gaps.
      size: !lines ? 0 : labels.length <= 40 ? 3 : isMarked ? 1 : 0, strokeWidth: 0, hover: { sizeOffset: 2 },
      discrete: !isMarked ? [] : series.map((line, seriesIndex) => ({
        seriesIndex, dataPointIndex: last, shape: 'diamond', size: 5, strokeColor: 'transparent', fillColor: color(`--chart-${line.color}`).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.55)'),
      })),
    },
    forecastDataPoints: { count: isDashed ? 1 : 0, fillOpacity: 0.45, dashArray: lines ? 4 : 0 },
    dataLabels: { enabled: false },
    legend: { show: false },
    grid: { borderColor: color('--border'), strokeDashArray: 3, padding: { left: 4, right: 4, top: -12 } },
    states: { hover: { filter: { type: 'none' } }, active: { filter: { type: 'none' } } },
    xaxis: {
      categories: labels, tickPlacement: lines ? 'between' : 'on', axisBorder: { color: color('--border') }, axisTicks: { show: false },
      labels: { rotate: 0, hideOverlappingLabels: true, formatter: (label) => (labels.indexOf(label) % every === 0 ? label : ''), style: { fontSize: '12px' } },
      tooltip: { enabled: false },
    },
    yaxis: { min: hasNegative(series) ? undefined : 0, max: unit === 2 ? 100 : undefined, forceNiceScale: unit !== 2, tickAmount: 4, labels: { formatter: axisFormats[unit], style: { fontSize: '12px' } } },
    tooltip: {
      theme: 'tokens', shared: true, intersect: false,
      x: { formatter: (_, { dataPointIndex }) => escaped(labels[dataPointIndex] + (lastIsIncomplete && dataPointIndex === last ? ' so far' : '')) },
      y: { title: { formatter: (name) => `${escaped(name)}: ` }, formatter: (_, { seriesIndex, dataPointIndex }) => escaped(series[seriesIndex]?.texts[dataPointIndex] ?? '') },
    },
  };
}

// The index of the series that a mouse is on; -1 for none.
const seriesAt = (target) => Number(target.closest?.('.apexcharts-series')?.getAttribute('data:realIndex') ?? -1);

// A click on a column opens what it shows, and one on lines what all of them show there. Dragging the mouse across a chart selects the labels under it. A finger scrolls the page instead.
function enableSelection(entry) {
  entry.element.addEventListener('pointerdown', (down) => {
    if (!entry.owner || !entry.chart || down.button !== 0 || down.pointerType === 'touch') return;
    const { gridWidth, gridHeight, translateX, translateY } = entry.chart.w.globals;
    // The first and the last column are centered at the ends of the grid; a line's points are each in the middle of their part of it.
    const { lines, labels } = entry.spec;
    const isInside = lines || labels.length === 1;
    const step = gridWidth / (isInside ? labels.length : labels.length - 1);
    const start = translateX - (isInside ? 0 : step / 2);
    const indexAt = (event) => {
      const x = event.clientX - entry.element.getBoundingClientRect().left - start;
      return Math.max(0, Math.min(labels.length - 1, Math.floor(x / step)));
    };
    const band = document.createElement('div');
    band.className = 'selection';
    const listeners = new AbortController();
    const range = (event) => [indexAt(down), indexAt(event)].sort((a, b) => a - b);
    const end = () => {
      listeners.abort();
      band.remove();
    };
    addEventListener('pointermove', (event) => {
      if (!entry.selects || labels.length < 2 || (!band.isConnected && Math.abs(event.clientX - down.clientX) < 5)) return;
      const [first, last] = range(event);
      Object.assign(band.style, { left: `${start + first * step}px`, width: `${(last - first + 1) * step}px`, top: `${translateY}px`, height: `${gridHeight}px` });
      if (!band.isConnected) entry.element.append(band);
    }, listeners);
    addEventListener('pointerup', (event) => {
      const [first, last] = range(event);
      const isDrag = band.isConnected;
      end();
      if (isDrag) entry.owner?.invokeMethodAsync('SelectAsync', first, last);
      else if (entry.element.contains(event.target) && (lines || seriesAt(event.target) >= 0)) entry.owner?.invokeMethodAsync('Open', last, lines ? -1 : seriesAt(event.target));
    }, listeners);
    addEventListener('pointercancel', end, listeners);
    addEventListener('keydown', (event) => { if (event.key === 'Escape') end(); }, listeners);
  });
}

export async function draw(id, element, spec, owner, selects) {
  if (!element?.isConnected) return; // The user left the page while the module was loading.
  const existing = drawn.get(id);
  const entry = existing ?? { element };
  const signature = JSON.stringify(spec);
  const isSame = entry.signature === signature && entry.width === element.clientWidth;
  Object.assign(entry, { spec, signature, owner, selects });
  if (!existing) {
    drawn.set(id, entry);
    enableSelection(entry);
  }
  if (!isSame) await show(entry);
}

// A chart that a phone folds is drawn when it is shown: it has no width before.
async function show(entry) {
  entry.width = entry.element.clientWidth;
  if (entry.width === 0) return;
  const shown = options(entry.spec, entry.width);
  if (entry.chart) {
    await entry.chart.updateOptions(shown, true, false);
    return;
  }
  entry.chart = new ApexCharts(entry.element, shown);
  await entry.chart.render();
}

export function remove(id) {
  drawn.get(id)?.chart?.destroy();
  drawn.delete(id);
}

const redraw = () => {
  for (const entry of drawn.values()) show(entry);
};
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

// Turning a phone changes how many labels fit.
let resizeTimer;
addEventListener('resize', () => {
  clearTimeout(resizeTimer);
  resizeTimer = setTimeout(redraw, 150);
});
