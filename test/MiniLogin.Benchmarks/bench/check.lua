-- Session checks: the headers of one session after the other, from a file of "Name: value" lines.
local requests = {}
local next = 0

function init(args)
  for line in io.lines(args[1]) do
    local name, value = line:match("^([^:]+): (.*)$")
    requests[#requests + 1] = wrk.format("GET", nil, { [name] = value })
  end
  next = math.random(#requests)
end

function request()
  next = next % #requests + 1
  return requests[next]
end

dofile(os.getenv("BENCH_FOLDER") .. "/report.lua")
