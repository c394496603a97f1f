-- wrk: the requests of a file in turn, one a line: a path and its header fields, with tabs between them.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, fields = line:match('^([^\t]+)(.*)$')
    local headers = {}
    for name, value in fields:gmatch('\t([^:]+): ([^\t]*)') do headers[name] = value end
    requests[#requests + 1] = wrk.format('GET', path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
