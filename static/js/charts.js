// ECharts for what is no table and no mark: canvas, no animation, colours from the tokens, rich-text tooltips
// (HTML tooltips would need inline styles). The figures lie in a JSON script beside each [data-chart].
import * as echarts from "../vendor/echarts.esm.min.js";

const NARROW = 420;
const root = document.documentElement;
const token = (name) => getComputedStyle(root).getPropertyValue(`--cr-${name}`).trim();
const TOKENS = { mute: "c-mute", good: "good-fill", warn: "warn-fill", bad: "bad-fill" };
const colour = (name) => token(TOKENS[name] ?? name);
const font = () => getComputedStyle(document.body).fontFamily;
const number = (value) => new Intl.NumberFormat(root.lang, { maximumFractionDigits: 1 }).format(value);

function frame(spec) {
  const text = { fontSize: 12, fontFamily: font() };
  return {
    animation: false,
    textStyle: { ...text, color: token("text-2") },
    grid: {
      left: 4,
      right: 12,
      top: 20,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: token("text"),
      borderWidth: 0,
      padding: [6, 10],
      textStyle: { ...text, color: token("surface") },
      valueFormatter: (value) => (value == null ? "–" : number(value) + spec.unit),
    },
  };
}

function axis(more) {
  return {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: token("text-3"), fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: token("c-grid") } },
    ...more,
  };
}

const valueAxis = (spec, more) =>
  axis({
    type: "value",
    splitNumber: 3,
    axisLabel: { color: token("text-3"), fontSize: 11, formatter: (value) => number(value) + spec.unit },
    ...more,
  });

function hatch() {
  return {
    symbol: "rect",
    dashArrayX: [1, 0],
    dashArrayY: [3, 3],
    rotation: -Math.PI / 4,
    color: token("surface"),
  };
}

function barSeries(spec, one, lying) {
  const alone = spec.series.length === 1;
  return {
    type: "bar",
    name: one.name,
    data: one.values,
    stack: spec.stacked ? "all" : undefined,
    barMaxWidth: 36,
    barCategoryGap: "38%",
    itemStyle: {
      color: colour(one.colour),
      decal: one.hatched ? hatch() : undefined,
      borderRadius: spec.stacked ? 0 : lying ? [0, 3, 3, 0] : [3, 3, 0, 0],
    },
    label: {
      show: alone,
      position: lying ? "right" : "top",
      color: token("text"),
      fontWeight: 600,
      fontSize: 12,
      formatter: ({ value }) => (value == null ? "" : number(value) + spec.unit),
    },
  };
}

function lineSeries(one) {
  const ink = colour(one.colour);
  return {
    type: "line",
    name: one.name,
    data: one.values,
    symbol: "circle",
    symbolSize: 5,
    showSymbol: one.values.length <= 24,
    connectNulls: false,
    lineStyle: { color: ink, width: 2, type: one.dashed ? [4, 3] : "solid" },
    itemStyle: { color: ink },
  };
}

function options(spec, element) {
  // A narrow card has no room for columns with names under them.
  const lying =
    spec.kind === "lying" || (spec.kind === "bars" && element.clientWidth < NARROW && spec.labels.length > 8);
  const names = axis({
    type: "category",
    data: spec.labels,
    splitLine: { show: false },
    inverse: lying,
    boundaryGap: spec.kind !== "lines",
    axisLine: { show: !lying, lineStyle: { color: token("line-strong") } },
    axisLabel: { color: token("text-2"), fontSize: lying ? 12 : 11, hideOverlap: true },
  });
  const values = valueAxis(spec, lying ? { show: false } : {});
  const series = spec.series.map((one) =>
    spec.kind === "lines" ? lineSeries(one) : barSeries(spec, one, lying),
  );
  const grid = lying ? { left: 0, right: 48, top: 0, bottom: 0 } : {};
  const base = frame(spec);
  const axes = lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  return { ...base, grid: { ...base.grid, ...grid }, ...axes, series };
}

function draw(element) {
  const data = document.getElementById(element.dataset.chart);
  if (!data) return;
  const spec = JSON.parse(data.textContent);
  const known = echarts.getInstanceByDom(element);
  const chart = known ?? echarts.init(element, null, { renderer: "canvas" });
  chart.setOption(options(spec, element), true);
  if (known) return;
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const link = spec.series[seriesIndex]?.links[dataIndex];
    if (link) window.location.assign(link);
  });
  new ResizeObserver(() => {
    chart.resize();
    chart.setOption(options(spec, element), true);
  }).observe(element);
}

/** Draw every chart of the page, again after a change of theme or a swap. */
export function drawAll() {
  document.querySelectorAll("[data-chart]").forEach(draw);
}
