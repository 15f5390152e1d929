-- Plays the requests of the file in BENCH_REQUESTS, one to a line: the type to answer in, a space, the target. It begins
-- with number BENCH_FIRST and starts over at the end. When done it writes one line of JSON. wrk itself counts answers
-- with a status past 399 as errors.

local requests, at = {}, 0

function init()
  local host = string.format("%s:%s", wrk.host, wrk.port)
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    local accept, target = line:match("^(%S+) (%S+)$")
    requests[#requests + 1] = string.format("GET %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\n\r\n", target, host, accept)
  end
  at = tonumber(os.getenv("BENCH_FIRST") or "0") % #requests
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local e = summary.errors
  local p = function(share) return summary.requests > 0 and latency:percentile(share) or 0 end
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"status":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"p50":%d,"p95":%d,"p99":%d,"max":%d}\n',
    summary.requests, summary.duration, summary.bytes, e.status, e.connect, e.read, e.write, e.timeout,
    p(50), p(95), p(99), summary.requests > 0 and latency.max or 0))
end
