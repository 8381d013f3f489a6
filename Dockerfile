# syntax=docker/dockerfile:1
# hadolint global ignore=DL3008
FROM node:22-bookworm-slim AS build
WORKDIR /app
# Debian keeps only the newest of a package, so a pinned version would fail with the next security update.
# better-sqlite3 12 is compiled here, though this Node takes 13: see docs/adr/0002.
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY crawler ./crawler
COPY scripts ./scripts
COPY bench ./bench
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
# git reads the sources; ssh and certificates reach them.
RUN apt-get update \
  && apt-get install -y --no-install-recommends git openssh-client ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data && chown 1000:1000 /data
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY views ./views
COPY vocabularies ./vocabularies
COPY schemas ./schemas
COPY examples ./examples
COPY sources.yaml ./
ENV NODE_ENV=production EXECAT_HOST=0.0.0.0 EXECAT_PORT=8080 EXECAT_DATA_DIR=/data HOME=/tmp
# The user `node`, by its number, so that a cluster can see that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/src/main.js"]
CMD ["serve"]
