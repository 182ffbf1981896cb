-- Prints what one run of wrk saw as a line of JSON; times in milliseconds.
done = function(summary, latency, requests)
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    'JSON {"requests": %d, "rps": %.2f, "p50": %.3f, "p95": %.3f, "bytes": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    summary.bytes, summary.errors.status, broken))
end
