// Starts functions and measures their first calls and those that follow.
import { call, logIn, startOperation } from './calls.mjs'
import { median, rss } from './processes.mjs'
import { zipSize } from './builds.mjs'

const titles = { login: 'first login answered', check: 'first session check answered', empty: 'first call of an empty function answered' }

export async function coldAndWarm(builds, services, options) {
  const { rounds, calls, warm, sizes } = options
  const tokens = new Map()
  for (const build of builds) tokens.set(build, await logIn(build, services))
  const series = builds.flatMap(build => build.operations.flatMap(operation => sizes.map(size => ({ build, operation, size, runs: [] }))))
  // Ctrl+C ends the measurement after the round.
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { stopped = true })
  for (let round = -1; round < rounds && !stopped; round++) {
    for (const one of series) {
      const run = await measure(one, services, tokens.get(one.build), one.size === (sizes.includes(warm) ? warm : sizes[0]) ? calls : 0)
      // The first round reads the files from disk.
      if (round >= 0) one.runs.push(run)
    }
  }

  const node = builds.findLast(build => build.name.startsWith('Node'))
  const find = (build, operation, size) => series.find(one => one.build === build && one.operation === operation && one.size === size)
  const figure = (one, key) => median(one.runs.map(run => run[key]))
  const ratio = (one, other, key) => median(one.runs.map((run, round) => run[key] / other.runs[round][key]))
  const cell = (one, key, digits) => {
    if (!one) return ''
    const other = node && find(node, one.operation, one.size)
    const value = figure(one, key).toFixed(digits)
    return other && other !== one ? `${value} (${ratio(one, other, key).toFixed(2)})` : value
  }

  for (const [operation, title] of Object.entries(titles)) {
    console.log(`\n**Start → ${title}**${connections(options)}: ms (÷ Node's)\n`)
    table(['', ...sizes.map(size => `${size.toLocaleString('en')} MB`), 'of which init', `CPU ms at ${sizes.at(-1).toLocaleString('en')} MB`], builds.filter(build => build.operations.includes(operation)).map(build => [
      build.name,
      ...sizes.map(size => cell(find(build, operation, size), 'first', 0)),
      figure(find(build, operation, sizes.at(-1)), 'ready').toFixed(0),
      cell(find(build, operation, sizes.at(-1)), 'cpu', 0),
    ]))
  }

  const size = sizes.includes(warm) ? warm : sizes[0]
  const warmed = (build, operation) => find(build, operation, size)
  console.log(`\n**${calls} calls after the first**, ${size.toLocaleString('en')} MB: median (÷ Node's)\n`)
  table(['', 'CPU ms: login', 'check', 'empty', 'RSS MiB: after logins', 'checks', 'empty', 'zip MB'], builds.map(build => [
    build.name,
    ...['login', 'check', 'empty'].map(operation => cell(warmed(build, operation), 'warmCpu', 2)),
    ...['login', 'check', 'empty'].map(operation => cell(warmed(build, operation), 'rss', 0)),
    zipSize(build.folder).toFixed(1),
  ]))

  console.log('\n**Above the empty function of the same build**\n')
  table(['', 'start → first login, ms', 'start → first check, ms', 'CPU ms: login', 'check', 'RSS MiB: logins', 'checks'], builds.filter(build => build.operations.includes('empty')).map(build => {
    const above = (operation, key, digits) => median(warmed(build, operation).runs.map((run, round) => run[key] - warmed(build, 'empty').runs[round][key])).toFixed(digits)
    return [build.name, ...['first 0', 'warmCpu 2', 'rss 0'].flatMap(key => ['login', 'check'].map(operation => above(operation, ...key.split(' '))))]
  }))
}

/** Starts a function and sends it calls. `first` is in ms from its start; `ready` is when it requested its first event. */
async function measure({ build, operation, size }, services, tokens, calls) {
  const host = await startOperation(build, operation, services, size)
  try {
    const { asked, answered } = await call(host, operation, tokens)
    const cold = { ready: asked - host.started, first: answered - host.started, cpu: host.cpu() }
    const before = host.cpu()
    for (let i = 0; i < calls; i++) await call(host, operation, tokens)
    return { ...cold, warmCpu: (host.cpu() - before) / calls, rss: rss(host.child) }
  } catch (error) {
    throw new Error(`${build.name}, ${operation}, ${size} MB: ${error.message}`)
  } finally {
    await host.end()
  }
}

/** How connections are, for a title. */
export const connections = ({ far, tls }) => `${tls ? ', TLS' : ''}${far ? ', connections take 50 ms to open, to WeChat 150 ms' : ''}`

export function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`
  console.log([line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n'))
}
