FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev && tar -xzf "$(npm pack --silent)" \
  && mv node_modules package/

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /build/package /cahier
WORKDIR /cahier
RUN mkdir /data && chown node /data
USER node
EXPOSE 4000
ENTRYPOINT ["node", "--max-semi-space-size=64", "bin/cahier.js"]
CMD ["serve"]
