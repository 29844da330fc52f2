-- Session checks: sends the session headers of a file in turn, one "Name: value" per line.
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
