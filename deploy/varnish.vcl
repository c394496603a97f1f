vcl 4.1;

# Varnish 7 with varnish-modules (xkey) in front of Polyfeed, whose site.yaml has
#   cdn: {header: Surrogate-Key, purge: {url: "http://varnish/purge", secretFile: purge.secret}}
#   outbound: {allow: [172.31.80.0/24]}
#   deltas: proxied
# Start varnishd with -p http_gzip_support=off: Polyfeed encodes better than it would, and tells the encodings apart.

import std;
import xkey;

backend polyfeed {
    .host = "polyfeed";
    .port = "3000";
    .probe = { .url = "/healthz"; .interval = 2s; .timeout = 1s; .window = 4; .threshold = 2; .initial = 2; }
}

# Who may purge: Polyfeed's own address, not its network, as Docker's gateway is in that and everybody's requests come
# through it. Varnish looks names up when it loads this file.
acl purgers {
    "polyfeed";
}

sub vcl_recv {
    if (req.url == "/purge") {
        # The ACL stands in for the signature, which VCL cannot check.
        if (client.ip !~ purgers) {
            return (synth(403, "Forbidden"));
        }
        if (req.method != "POST" || !req.http.Surrogate-Key) {
            return (synth(400, "POST with the keys in Surrogate-Key"));
        }
        return (synth(200, "Purged " + xkey.purge(req.http.Surrogate-Key)));
    }

    # The operator's page has the only cookie that there is, and is kept by nobody. Subscribers POST to the hub.
    if (req.url ~ "^/admin(/|$)" || req.url == "/hub") {
        return (pass);
    }
    unset req.http.Cookie;
    # A query changes nothing but what is chosen for other sites and what is searched for, and but for a partner's token.
    if (req.url !~ "^/(oembed|embed/[^?]+\.html|[^/?]+/(embed/?|search))\?" && req.url !~ "[?&]token=") {
        set req.url = regsub(req.url, "\?.*$", "");
    }

    # Who opens a feed in a browser is shown a page; everybody else has the same feed, whatever browsers fetch it for.
    if (req.http.Sec-Fetch-Dest != "document") {
        unset req.http.Sec-Fetch-Dest;
    }

    # RFC 3229: what is kept here is whole. Who asks for what is new since a copy is sent on, if vcl_hit finds that there
    # is any; nobody is told the difference to a copy of Varnish's own, as A-IM goes no further otherwise.
    if (req.restarts == 0) {
        unset req.http.x-delta;
        if (req.http.If-None-Match && req.http.A-IM ~ "(?i)(^|,)\s*feed\s*(,|$|;\s*q\s*=\s*(1|0?\.0*[1-9]))") {
            set req.http.x-delta = req.http.A-IM;
        }
        unset req.http.A-IM;
    }

    # One object an encoding, not one a spelling of the field. Who refuses `identity` or `*` is asked about as it is.
    if (req.http.Accept-Encoding !~ "(?i)(identity|\*)\s*;\s*q=0") {
        if (req.http.Accept-Encoding ~ "(?i)(^|[\s,])br\s*(,|$|;\s*q=(1|0?\.0*[1-9]))") {
            set req.http.Accept-Encoding = "br";
        } elsif (req.http.Accept-Encoding ~ "(?i)(^|[\s,])zstd\s*(,|$|;\s*q=(1|0?\.0*[1-9]))") {
            set req.http.Accept-Encoding = "zstd";
        } elsif (req.http.Accept-Encoding ~ "(?i)(^|[\s,])(x-)?gzip\s*(,|$|;\s*q=(1|0?\.0*[1-9]))") {
            set req.http.Accept-Encoding = "gzip";
        } else {
            unset req.http.Accept-Encoding;
        }
    }
}

sub vcl_backend_fetch {
    unset bereq.http.x-delta;
}

sub vcl_backend_response {
    # xkey reads a field of this name.
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    if (beresp.http.Cache-Control ~ "stale-if-error=\d") {
        # RFC 5861 §3: what Varnish takes for the grace is kept for vcl_hit, as the grace itself is the longer time (§4)
        # for which an object may stand in for a server that is down.
        set beresp.http.x-while = beresp.grace;
        set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=(\d+).*$", "\1s"), 0s);
    }
    # With this much longer an object that is too old is asked about by its ETag, not fetched anew.
    set beresp.keep = 1d;
}

sub vcl_hit {
    # Older than stale-while-revalidate allows, and the server is there: who asks waits for it.
    if (obj.http.x-while && req.restarts == 0 && obj.ttl + std.duration(obj.http.x-while + "s", 0s) < 0s
        && std.healthy(req.backend_hint)) {
        set req.grace = 0s;
        return (restart);
    }
    # Another version than that of which the reader has a copy: Polyfeed may know what is new, and its answer is not kept.
    if (req.http.x-delta && obj.http.Vary ~ "A-IM" && std.healthy(req.backend_hint)
        && !std.strstr(req.http.If-None-Match, regsub(obj.http.ETag, {"^[^"]*"([0-9a-f]+).*$"}, "\1"))) {
        set req.http.A-IM = req.http.x-delta;
        return (pass);
    }
}

sub vcl_deliver {
    set resp.http.X-Cache = "MISS";
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    }
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
    unset resp.http.x-while;
}
