// node test/MiniLogin.Benchmarks/bench/lambda.mjs [options] [name=bootstrap ...]
// Measures MiniLogin as it is deployed: each build runs as one function behind Lambda's runtime API, with the processor share and
// the memory of a Lambda function, beside a Node function and a plain C# function that do the same. Prints Markdown tables.
//   --rounds N       how often each is started (default 7, after one round that is not counted); builds alternate within a round
//   --memory A,B     memory sizes in MB (default 128,256,512,1769)
//   --calls N        calls after the first, at one memory size (default 200; with --endure 10000)
//   --warm MB        that memory size (default 512)
//   --only A,B       only builds whose names contain one of these
//   --no-build       what an earlier run has published is used as it is
//   --far            connections take 50 ms to open, to WeChat 150 ms
//   --tls            connections are encrypted
//   --freeze         instead: the first call after frozen time
//   --seconds N      that time (default 55)
//   --endure         instead: logins, then checks, of the Native AOT build with 128 MB
// name=bootstrap also measures another executable of MiniLogin. Needs the .NET SDK, clang or gcc, zlib's headers, npm, Linux; root
// for the processor shares.
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { buildAll, lambdaPackages } from './builds.mjs'
import { coldAndWarm } from './cold.mjs'
import { endure } from './endure.mjs'
import { freeze } from './freeze.mjs'
import { startServices } from './services.mjs'
import { unavailable } from './share.mjs'

const { values, positionals: others } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '7' },
    memory: { type: 'string', default: '128,256,512,1769' },
    calls: { type: 'string' },
    warm: { type: 'string', default: '512' },
    only: { type: 'string', default: '' },
    'no-build': { type: 'boolean', default: false },
    far: { type: 'boolean', default: false },
    tls: { type: 'boolean', default: false },
    freeze: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '55' },
    endure: { type: 'boolean', default: false },
  },
})
const options = {
  rounds: Number(values.rounds),
  calls: Number(values.calls ?? (values.endure ? 10_000 : 200)),
  warm: Number(values.warm),
  sizes: values.memory.split(',').map(Number),
  seconds: Number(values.seconds),
  far: values.far,
  tls: values.tls,
}

try {
  const names = values.endure ? ['Native AOT'] : values.only.split(',')
  const builds = buildAll(others, name => names.some(part => name.includes(part)))
  console.log(`${cpus()[0].model}, ${cpus().length} processors; Node ${process.version}; MiniLogin's builds with ${lambdaPackages()}.`)
  if (unavailable) console.log(`**Without processor shares and memory limits**, because no cgroup can be created here: ${unavailable}`)
  if (values.endure) await endure(builds[0], await startServices(options), options.calls)
  else if (values.freeze) await freeze(builds, options)
  else await coldAndWarm(builds, await startServices(options), options)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
process.exit(0)
