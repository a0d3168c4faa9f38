# Publishes the portal and runs it as an unprivileged user.
#
#   docker build -t jusinfer .
#   docker run -p 5080:5080 -v jusinfer:/data -e OPENAI_API_KEY jusinfer
#   docker exec CONTAINER jusinfer help
#
# On SIGTERM the server drains for up to 30 seconds. Docker's default is to kill it after 10: use `docker stop --time 45`.

FROM node:22-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The build downloads the portal's chart library with npm.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm

WORKDIR /src
# The files that `dotnet restore` reads are copied first, so that a changed source file does not invalidate the restore layer.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig .globalconfig .npmrc ./
COPY eng/charts/ eng/charts/
COPY eng/sbom/ eng/sbom/
COPY eng/launcher/ eng/launcher/
COPY JusInfer.Portal/JusInfer.Portal.csproj JusInfer.Portal/packages.lock.json JusInfer.Portal/
RUN dotnet restore JusInfer.Portal --locked-mode

COPY JusInfer.Portal/ JusInfer.Portal/
COPY wwwroot/ wwwroot/
COPY content/ content/
COPY appsettings.json catalog.json CHANGELOG.md ./
RUN dotnet publish JusInfer.Portal --configuration Release --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
RUN mkdir /data && chown "$APP_UID" /data && ln -s /app/jusinfer /usr/local/bin/jusinfer

ENV ASPNETCORE_URLS=http://+:5080 \
    Store__Path=/data
USER $APP_UID
VOLUME /data
EXPOSE 5080
ENTRYPOINT ["jusinfer"]
