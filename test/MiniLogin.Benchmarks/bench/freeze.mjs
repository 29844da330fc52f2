// Freezes functions between two calls, as Lambda does, and measures the call after it.
import { call, logIn, startOperation } from './calls.mjs'
import { connections, table } from './cold.mjs'
import { median } from './processes.mjs'
import { startServices } from './services.mjs'

const MEMORY = 512
const CALLS = 30

/**
 * All functions are frozen at the same time, each in three cases: for a second, and for the given seconds with its connections kept
 * by the other side, or closed.
 */
export async function freeze(builds, options) {
  const { seconds, rounds } = options
  const cases = [
    { name: '1 s', seconds: 1, closed: false },
    { name: `${seconds} s, connections kept`, seconds, closed: false },
    { name: `${seconds} s, connections closed`, seconds, closed: true },
  ]
  const rows = builds.flatMap(build => build.operations.filter(operation => operation !== 'empty').map(operation => ({ build, operation, runs: [] })))
  for (let round = 0; round < rounds; round++) {
    const services = await Promise.all(cases.map(() => startServices(options)))
    const frozen = []
    for (const row of rows) {
      for (const [c, one] of cases.entries()) frozen.push({ row, one, services: services[c], ...await warmUp(row, services[c]) })
    }
    for (const { host } of frozen) {
      await host.idle()
      host.child.kill('SIGSTOP')
    }
    for (const [c, { closed }] of cases.entries()) if (closed) services[c].closeConnections()
    const since = performance.now()
    // The shortest freeze ends first.
    for (const { row, one, host, tokens, warm } of frozen.toSorted((a, b) => a.one.seconds - b.one.seconds)) {
      await new Promise(resolve => setTimeout(resolve, Math.max(0, since + one.seconds * 1000 - performance.now())))
      host.child.kill('SIGCONT')
      const after = await call(host, row.operation, tokens).then(({ handed, answered }) => answered - handed, error => { console.error(`${row.build.name}, ${row.operation}: ${error.message}`) })
      row.runs.push({ one, warm, after })
      await host.end()
    }
  }

  console.log(`\n**First call after a freeze**, ${MEMORY} MB${connections(options)}: ms\n`)
  table(['', 'warm', ...cases.map(one => one.name), 'errors'], rows.map(({ build, operation, runs }) => [
    `${build.name}, ${operation}`,
    median(runs.map(run => run.warm)).toFixed(1),
    ...cases.map(one => median(runs.filter(run => run.one === one && run.after).map(run => run.after))?.toFixed(1) ?? '–'),
    runs.filter(run => !run.after).length,
  ]))
}

async function warmUp({ build, operation }, services) {
  const tokens = operation === 'check' ? await logIn(build, services, 1) : []
  const host = await startOperation(build, operation, services, MEMORY)
  const times = []
  for (let i = 0; i < CALLS; i++) {
    const { handed, answered } = await call(host, operation, tokens)
    times.push(answered - handed)
  }
  return { host, tokens, warm: median(times.slice(CALLS / 2)) }
}
