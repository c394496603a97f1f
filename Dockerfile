# Polyfeed serves POLYFEED_DATA (here /data) and keeps its store in /var/lib/polyfeed:
#   docker build -t polyfeed .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 1g --pids-limit 512 \
#     -v ./data:/data:ro -v polyfeed:/var/lib/polyfeed -p 3000:3000 polyfeed

# The digest names the same bytes for ever; the tag in front of it is for people. A newer one:
#   docker buildx imagetools inspect node:24-bookworm-slim --format '{{.Manifest.Digest}}'
ARG NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    POLYFEED_DATA=/data \
    POLYFEED_STORE=sqlite:/var/lib/polyfeed/polyfeed.db \
    NODE_COMPILE_CACHE=/app/node_modules/.cache/polyfeed
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY locales ./locales
# The sample newsroom, until another is mounted over it.
COPY data /data
# What a start compiles is kept in the image; and where the store goes. A check compiles the server and its intake processes.
RUN node src/main.ts check && mkdir -p /var/lib/polyfeed && chown node:node /var/lib/polyfeed
# The user node, as a number: Kubernetes then knows that it is not root.
USER 1000:1000
VOLUME /var/lib/polyfeed
EXPOSE 3000
# node is process 1 and hears SIGTERM itself; it lets what is under way finish within ten seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Less memory for the heap; freed memory goes back to the system (docs/operating.md).
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576 MALLOC_TRIM_THRESHOLD_=1048576
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=60", "src/main.ts"]
