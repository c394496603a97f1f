-- wrk: sends the requests of a file in order. One request per line: path and header fields, separated by tabs.
local requests, index = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, fields = line:match('^([^\t]+)(.*)$')
    local headers = {}
    for name, value in fields:gmatch('\t([^:]+): ([^\t]*)') do headers[name] = value end
    requests[#requests + 1] = wrk.format('GET', path, headers)
  end
end

function request()
  index = index % #requests + 1
  return requests[index]
end
