-- Logins: an unused code and the user's encrypted profile, from a file of "user<TAB>encryptedData<TAB>iv" lines.
local users = {}
local threads = 0
local count = 0

function setup(thread)
  thread:set("thread", threads)
  threads = threads + 1
end

function init(args)
  for line in io.lines(args[1]) do
    local user, data, iv = line:match("^(%d+)\t([^\t]+)\t([^\t]+)$")
    users[#users + 1] = { user = user, data = data, iv = iv }
  end
  run = args[2]
  first = tonumber(args[3])
end

function request()
  count = count + 1
  local user = users[(first + count * 2 + thread) % #users + 1]
  return wrk.format("GET", nil, {
    ["X-WX-Code"] = user.user .. "-" .. run .. "-" .. thread .. "-" .. count,
    ["X-WX-Encrypted-Data"] = user.data,
    ["X-WX-IV"] = user.iv,
  })
end

dofile(os.getenv("BENCH_FOLDER") .. "/report.lua")
