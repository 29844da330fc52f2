// Writes the generated parts of docs/launch.md: tables, commands and the plot.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULTS, LAYERS, costsOf, needsOf, simulate } from './model.mjs';
import { plot } from './svg.mjs';

const NEW_ACCOUNT = { concurrency: 10 };

/** What the page says to set, by logins a second. */
export const RAISED = {
  1000: { throttles: { loginRate: 2000, loginBurst: 4000, checkRate: 2000, checkBurst: 4000 }, lambda: { concurrency: 3000 } },
  10_000: {
    throttles: { loginRate: 10_000, loginBurst: 5000, checkRate: 10_000, checkBurst: 5000 },
    lambda: { concurrency: 12_000 },
    tables: { usersWrites: 15_000, byUnionIdWrites: 15_000, sessionsWrites: 15_000, byUserWrites: 15_000, sessionsReads: 20_000 },
    api: { apiRate: 30_000 },
    provisioned: { provisioned: 2500 },
  },
};

const { 1000: some, 10_000: many } = RAISED;
const raisedSome = { target: 1000, ...some.throttles, ...some.lambda };
const raisedMany = { target: 10_000, ...many.throttles, ...many.lambda, ...many.tables, ...many.api };

const RUNS = [
  ['new account: Lambda quota 10', { target: 100, ...NEW_ACCOUNT }],
  ['as deployed', { target: 100 }],
  ['as deployed', { target: 1000 }],
  ['raised', raisedSome],
  ['raised', { ...raisedSome, ramp: 0 }],
  ['as deployed', { target: 10_000 }],
  ['only the throttles raised', { target: 10_000, ...many.throttles }],
  ['and the Lambda quota', { target: 10_000, ...many.throttles, ...many.lambda }],
  ['and DynamoDB', { target: 10_000, ...many.throttles, ...many.lambda, ...many.tables }],
  ['and the API quota: all raised', raisedMany],
  ['all raised', { ...raisedMany, ramp: 0 }],
  ['and provisioned concurrency', { ...raisedMany, ...many.provisioned, ramp: 0 }],
].map(([settings, options]) => ({ settings, options, result: simulate(options) }));

/** The plot's runs, by row of the table, and their titles. */
const PANELS = { 2: 'as deployed', 3: 'raised', 5: 'as deployed', 7: 'all but tables and API', 9: 'all raised', 10: 'all raised' };

const write = (number) => Math.round(number).toLocaleString('en-US');
const startOf = ({ ramp = DEFAULTS.ramp }) => ramp === 0 ? 'at once' : `over ${ramp} s`;
const row = (...cells) => `| ${cells.join(' | ')} |\n`;

/** The runs: when the first login is refused, by what, and how many by each layer. */
function simulationTable() {
  const rows = RUNS.map(({ settings, options, result: { first, refused, offered, loggedIn, checks } }) => row(
    `${write(options.target)}, ${startOf(options)}`,
    settings,
    first === null ? 'none' : `${first.second.toFixed(1)} s, ${first.layer}`,
    LAYERS.filter((layer) => refused[layer] >= 0.5).map((layer) => `${layer} ${write(refused[layer])}`).join('; ') || '0',
    `${write(loggedIn)} of ${write(offered)}`,
    write(checks.refused)));
  return row('logins/s', 'settings', 'first refused login', 'refused logins', 'logged in', 'refused checks') + row(...'------'.split('').map(() => '---')) + rows.join('');
}

/** What each rate needs. Bold: more than the default. */
function needsTable() {
  const columns = [100, 1000, 10_000].map((target) => needsOf({ target }));
  const d = DEFAULTS;
  const needs = (name, shown, limit, key) => row(name, shown, ...columns.map((needed) => needed[key] > limit ? `**${write(needed[key])}**` : write(needed[key])));
  const plain = (name, shown, valueOf) => row(name, shown, ...columns.map(valueOf));
  return row('needed', 'default', ...[100, 1000, 10_000].map((target) => `${write(target)} logins/s`)) + row('---', '---', '---', '---', '---') +
    needs('route `POST /login`, requests/s', `${write(d.loginRate)}, burst ${write(d.loginBurst)}`, d.loginRate, 'loginRoute') +
    needs('route `GET /session`, requests/s', `${write(d.checkRate)}, burst ${write(d.checkBurst)}`, d.checkRate, 'checkRoute') +
    needs('API Gateway in the account, requests/s', `${write(d.apiRate)}, burst ${write(d.apiBurst)}`, d.apiRate, 'api') +
    needs('Lambda, concurrent calls in the account', write(d.concurrency), d.concurrency, 'concurrency') +
    needs('the same if a login takes 1 s', write(d.concurrency), d.concurrency, 'slowConcurrency') +
    plain('Lambda, growth of `Login` after the start, s', '–', ({ growthSeconds }) => write(growthSeconds)) +
    needs('DynamoDB, writes/s in each table and index', write(d.sessionsWrites), d.sessionsWrites, 'writes') +
    needs('DynamoDB, reads/s in Sessions', write(d.sessionsReads), d.sessionsReads, 'reads') +
    needs('KMS, decryptions in the first second, at most', write(d.kms), d.kms, 'decrypts') +
    plain('WeChat, calls per minute', 'not published', ({ wechatAMinute }) => write(wechatAMinute)) +
    plain('cost per hour, USD', '–', ({ costAnHour }) => costAnHour.toFixed(2));
}

const parametersOf = ({ loginRate, loginBurst, checkRate, checkBurst }) =>
  `LoginThrottleRate=${loginRate} LoginThrottleBurst=${loginBurst} ThrottleRate=${checkRate} ThrottleBurst=${checkBurst}`;

const quotaOf = (service, code, value) => `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${value}`;

const warmOf = (table, throughput, index, writes) => `table=$(aws cloudformation describe-stack-resource --stack-name $stack --logical-resource-id ${table} \\
  --query StackResourceDetail.PhysicalResourceId --output text)
aws dynamodb update-table --table-name "$table" --warm-throughput ${throughput} \\
  --global-secondary-index-updates '[{"Update":{"IndexName":"${index}","WarmThroughput":{"WriteUnitsPerSecond":${writes}}}}]'
`;

/** The commands of each step, by name of the generated part. */
const commands = () => ({
  'quota commands': sh(`# 1,000 logins/s
${quotaOf('lambda', 'L-B99A9384', some.lambda.concurrency)}
# 10,000 logins/s
${quotaOf('lambda', 'L-B99A9384', many.lambda.concurrency)}
${quotaOf('apigateway', 'L-8A5B8E43', many.api.apiRate)}
`),
  'table commands': sh(`# 10,000 logins/s
${warmOf('Sessions', `ReadUnitsPerSecond=${many.tables.sessionsReads},WriteUnitsPerSecond=${many.tables.sessionsWrites}`, 'byUser', many.tables.byUserWrites)}${warmOf('Users', `WriteUnitsPerSecond=${many.tables.usersWrites}`, 'byUnionId', many.tables.byUnionIdWrites)}`),
  'throttle commands': sh(`# 1,000 logins/s
sam deploy --config-env prod --parameter-overrides ${parametersOf(some.throttles)}
# 10,000 logins/s
sam deploy --config-env prod --parameter-overrides ${parametersOf(many.throttles)}
`),
  'provisioned commands': sh(`f=$(aws cloudformation describe-stack-resource --stack-name $stack --logical-resource-id Login \\
  --query StackResourceDetail.PhysicalResourceId --output text)
aws lambda put-provisioned-concurrency-config --function-name "$f" --qualifier live --provisioned-concurrent-executions ${many.provisioned.provisioned}
aws lambda get-provisioned-concurrency-config --function-name "$f" --qualifier live --query Status   # until it is READY
# after the launch
aws lambda delete-provisioned-concurrency-config --function-name "$f" --qualifier live
`),
});

const sh = (lines) => `\`\`\`sh\n${lines}\`\`\`\n`;

/** Rewrites the generated parts of the page, and images/launch.svg beside it. */
export function writePage(file) {
  let text = readFileSync(file, 'utf8');
  for (const [name, part] of Object.entries({ needs: needsTable(), simulation: simulationTable(), ...commands() })) {
    const [begin, end] = [`<!-- ${name}: generated -->\n\n`, `\n<!-- end of ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) {
      throw new Error(`${file} lacks the two comments around the part "${name}".`);
    }

    text = text.slice(0, from + begin.length) + part + text.slice(to);
  }

  writeFileSync(file, text);
  const picture = path.join(path.dirname(file), 'images', 'launch.svg');
  mkdirSync(path.dirname(picture), { recursive: true });
  writeFileSync(picture, plot(Object.entries(PANELS).map(([i, title]) => {
    const { options, result } = RUNS[i];
    return { title: `${write(options.target)}/s ${startOf(options)}: ${title}`, target: options.target, result };
  })));
}

/** The numbers that tests compare with template.yaml and docs/operations.md. */
export const numbers = () => ({ defaults: DEFAULTS, raised: { 1000: raisedSome, 10000: raisedMany }, costs: costsOf() });
