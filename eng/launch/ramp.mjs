// Simulates the logins of a launch: node eng/launch/ramp.mjs --help
import { writeFileSync } from 'node:fs';
import { DEFAULTS, LAYERS, needsOf, simulate } from './model.mjs';
import { numbers, writePage } from './page.mjs';
import { plot } from './svg.mjs';

const nameOf = (key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const keyOf = (name) => Object.keys(DEFAULTS).find((key) => nameOf(key) === name);

const HELP = `Usage: node eng/launch/ramp.mjs [options]

Print when logins are refused, by what and how many.

  --svg FILE    write the plot
  --page FILE   write the generated parts of docs/launch.md, and images/launch.svg beside it
  --json        print the result as JSON
  --numbers     print the defaults, what docs/launch.md raises and the costs as JSON

Numbers and their defaults (rates per second, times of calls in ms, ramp and duration in s):

${Object.entries(DEFAULTS).map(([key, value]) => `  --${nameOf(key)} ${value}`).join('\n')}
`;

function fail(message) {
  process.stderr.write(`${message}\nRun with --help for the options.\n`);
  process.exit(2);
}

function parse(words) {
  const [options, asked] = [{}, {}];
  for (let i = 0; i < words.length; i++) {
    const name = words[i].replace(/^--/, '');
    if (['help', 'json', 'numbers'].includes(name)) {
      asked[name] = true;
      continue;
    }

    const value = words[++i];
    if (value === undefined) {
      fail(`Unknown option, or its value is missing: ${words[i - 1]}`);
    } else if (['svg', 'page'].includes(name)) {
      asked[name] = value;
    } else if (keyOf(name) === undefined) {
      fail(`Unknown option: ${words[i - 1]}`);
    } else if (!(Number(value) >= 0)) {
      fail(`Not a number of 0 or more: --${name} ${value}`);
    } else {
      options[keyOf(name)] = Number(value);
    }
  }

  return { options, asked };
}

const write = (number) => Math.round(number).toLocaleString('en-US').padStart(10);

/** One line per layer: when it first refused a login, and how many in all. */
function print(options, result) {
  const needs = needsOf(options);
  const lines = LAYERS.map((layer) => {
    const second = result.seconds.findIndex(({ refused }) => refused[layer] >= 0.5);
    return `${layer.padEnd(16)}${write(result.refused[layer])}${second < 0 ? '' : `   from second ${second + 1}`}`;
  });
  const first = result.first === null ? 'No login is refused.' : `The first login is refused after ${result.first.second.toFixed(1)} s, by: ${result.first.layer}.`;
  process.stdout.write(`${first}

${'offered'.padEnd(16)}${write(result.offered)}
${'logged in'.padEnd(16)}${write(result.loggedIn)}
${'refused by'}
${lines.join('\n')}

${'checks offered'.padEnd(16)}${write(result.checks.offered)}
${'checks refused'.padEnd(16)}${write(result.checks.refused)}
${'USD per hour'.padEnd(16)}${needs.costAnHour.toFixed(2).padStart(10)}
`);
}

const { options, asked } = parse(process.argv.slice(2));
if (asked.help) {
  process.stdout.write(HELP);
} else if (asked.page) {
  writePage(asked.page);
} else if (asked.numbers) {
  process.stdout.write(JSON.stringify(numbers()));
} else {
  const result = simulate(options);
  if (asked.svg) {
    const { target, ramp } = { ...DEFAULTS, ...options };
    writeFileSync(asked.svg, plot([{ title: `${target.toLocaleString('en-US')} logins/s, ramp ${ramp} s`, target, result }]));
  }

  asked.json ? process.stdout.write(JSON.stringify(result)) : print(options, result);
}
