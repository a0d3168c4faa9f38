// Draws the portal's charts. The server supplies labels, series and texts; this file defines their appearance. Colors are design tokens, so
// that a chart follows the theme.

import ApexCharts from '/lib/apexcharts/apexcharts.esm.js';

const drawn = new Map();
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

function color(token) {
  const probe = document.createElement('i');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function options({ labels, series, money }, width) {
  const muted = color('--text-muted');
  return {
    chart: {
      type: 'bar', stacked: true, height: 216, background: 'transparent', fontFamily: 'inherit', foreColor: muted,
      toolbar: { show: false }, zoom: { enabled: false }, animations: { enabled: false },
    },
    series: series.map(({ name, values }) => ({ name, data: values })),
    colors: ['--chart-1', '--chart-2', '--chart-3'].map(color),
    plotOptions: { bar: { columnWidth: labels.length > 14 ? '72%' : '44%', borderRadius: 2, borderRadiusApplication: 'end', borderRadiusWhenStacked: 'last' } },
    fill: { opacity: 1 },
    dataLabels: { enabled: false },
    legend: { show: false },
    grid: { borderColor: color('--border'), strokeDashArray: 3, padding: { left: 4, right: 4, top: -12 } },
    states: { hover: { filter: { type: 'none' } }, active: { filter: { type: 'none' } } },
    xaxis: {
      categories: labels, tickAmount: Math.max(2, Math.min(labels.length, 7, Math.floor(width / 70))), axisBorder: { color: color('--border') }, axisTicks: { show: false },
      labels: { rotate: 0, hideOverlappingLabels: true, formatter: (day) => String(day ?? '').slice(width < 420 ? 8 : 5), style: { fontSize: '12px' } },
      tooltip: { enabled: false },
    },
    yaxis: { min: 0, forceNiceScale: true, tickAmount: 4, labels: { formatter: (amount) => (money ? '$' : '') + compact.format(amount), style: { fontSize: '12px' } } },
    tooltip: {
      theme: '', shared: true, intersect: false,
      x: { formatter: (_, { dataPointIndex }) => labels[dataPointIndex] },
      y: { formatter: (_, { seriesIndex, dataPointIndex }) => series[seriesIndex]?.texts[dataPointIndex] ?? '' },
    },
  };
}

export async function draw(id, element, spec) {
  if (!element?.isConnected) return; // The user left the page while the module was loading.
  const existing = drawn.get(id);
  const signature = JSON.stringify(spec);
  if (existing) {
    if (existing.signature === signature) return;
    Object.assign(existing, { spec, signature });
    await existing.chart.updateOptions(options(spec, element.clientWidth), true, false);
    return;
  }
  const chart = new ApexCharts(element, options(spec, element.clientWidth));
  drawn.set(id, { chart, element, spec, signature });
  await chart.render();
}

export function remove(id) {
  drawn.get(id)?.chart.destroy();
  drawn.delete(id);
}

const redraw = () => {
  for (const { chart, element, spec } of drawn.values()) chart.updateOptions(options(spec, element.clientWidth), true, false);
};
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

// Turning a phone changes how many labels fit.
let resizeTimer;
addEventListener('resize', () => {
  clearTimeout(resizeTimer);
  resizeTimer = setTimeout(redraw, 150);
});
