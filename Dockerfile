FROM node:24-bookworm-slim AS build
WORKDIR /cahier
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /cahier
COPY --from=build /cahier/package.json /cahier/LICENSE ./
COPY --from=build /cahier/node_modules node_modules
COPY --from=build /cahier/bin bin
COPY --from=build /cahier/dist dist
USER node
EXPOSE 4000
ENTRYPOINT ["node", "bin/cahier.js"]
CMD ["serve"]
