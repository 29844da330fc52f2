// Plots simulations as one SVG: what was offered, and below it, stacked, what became of it.
import { LAYERS } from './model.mjs';

const COLUMNS = 3;
const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [240, 130, 76, 34, 18, 44]; // of a panel: its plot, and the space around it
const LEGEND = 60;
const COLORS = ['#009e73', '#e69f00', '#cc79a7', '#d55e00', '#56b4e9', '#f0e442', '#999999', '#0072b2']; // logged in, then the layers

// It brings its background along, so it is readable on any page.
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .back { fill: #ffffff; }
  .axis { stroke: #59636e; fill: none; }
  .grid { stroke: #d1d9e0; }
  .offered { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .back { fill: #0d1117; }
    .axis { stroke: #9198a1; }
    .grid { stroke: #3d444d; }
    .offered { stroke: #f0f6fc; }
  }
`;

const round = (number) => String(Math.round(number * 10) / 10);
const write = (number) => number.toLocaleString('en-US');

/** `panels` are objects of a title, the target in logins a second, and the result of `simulate`. */
export function plot(panels) {
  const columns = Math.min(COLUMNS, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [Math.max(700, columns * (LEFT + WIDTH + RIGHT)), LEGEND + rows * (TOP + HEIGHT + BOTTOM)];
  const drawn = panels.map((panel, i) => {
    const [x, y] = [(i % columns) * (LEFT + WIDTH + RIGHT), LEGEND + Math.floor(i / columns) * (TOP + HEIGHT + BOTTOM)];
    return `<g transform="translate(${x + LEFT} ${y + TOP})">\n${draw(panel)}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Logins per second over time: offered, refused by each layer, logged in</title>
<style>${STYLE}</style>
<rect class="back" width="100%" height="100%"/>
${legend(panels, width)}
${drawn.join('\n')}
</svg>
`;
}

/** Only the layers that refuse anything in one of the panels. */
function legend(panels, width) {
  const entries = [['logged in', COLORS[0]], ...LAYERS.map((layer, i) => [`refused: ${layer}`, COLORS[i + 1]])
    .filter((_, i) => panels.some(({ result }) => result.refused[LAYERS[i]] >= 0.5))];
  const perRow = Math.floor((width - 20) / 175);
  const place = (i) => `translate(${20 + (i % perRow) * 175} ${12 + Math.floor(i / perRow) * 20})`;
  return [
    `<g transform="${place(0)}"><path class="offered" d="M0 7H16"/><text x="22" y="11">offered</text></g>`,
    ...entries.map(([name, color], i) => `<g transform="${place(i + 1)}"><rect width="16" height="14" fill="${color}"/><text x="22" y="11">${name}</text></g>`),
  ].join('\n');
}

function draw({ title, target, result: { seconds } }) {
  const x = (second) => round(second / seconds.length * WIDTH);
  const y = (rate) => round(HEIGHT - rate / (target * 1.1) * HEIGHT);
  const area = (low, high) => {
    const points = (levels) => seconds.map((_, i) => `${x(i + 0.5)} ${y(levels[i])}`);
    return `M${points(high).join('L')}L${points(low).reverse().join('L')}Z`;
  };

  const shapes = [];
  let low = seconds.map(() => 0);
  for (const [i, valueOf] of [(second) => second.loggedIn, ...LAYERS.map((layer) => (second) => second.refused[layer])].entries()) {
    const high = low.map((level, second) => level + valueOf(seconds[second]));
    if (high.some((level, second) => level - low[second] >= 0.5)) {
      shapes.push(`<path fill="${COLORS[i]}" d="${area(low, high)}"/>`);
    }

    low = high;
  }

  const rates = [0, target / 2, target];
  const times = [0, 1, 2, 3, 4].map((quarter) => quarter * seconds.length / 4);
  return [
    `<text class="title" x="0" y="-12">${title}</text>`,
    ...rates.map((rate) => `<path class="grid" d="M0 ${y(rate)}H${WIDTH}"/><text x="-6" y="${y(rate)}" dy="4" text-anchor="end">${write(rate)}</text>`),
    ...shapes,
    `<path class="offered" d="M${seconds.map((second, i) => `${x(i + 0.5)} ${y(second.offered)}`).join('L')}"/>`,
    `<path class="axis" d="M0 0V${HEIGHT}H${WIDTH}"/>`,
    ...times.map((time) => `<text x="${x(time)}" y="${HEIGHT + 16}" text-anchor="middle">${write(time)}</text>`),
    `<text x="${WIDTH / 2}" y="${HEIGHT + 32}" text-anchor="middle">seconds</text>`,
    `<text transform="translate(-60 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">logins per second</text>`,
  ].join('\n');
}
