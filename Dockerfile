# The cluster shape. Builds from this folder alone; holds no secret: tokens and passwords come as settings.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# The page is built with Node.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
COPY . .
RUN dotnet publish src/Silo -c Release -o /app -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# What a process keeps outside of Postgres: the admin token, unless it is given one. All processes of a cluster may share the folder.
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID
ENV Grainwatch__Data=/data \
    Grainwatch__Listen=*
# HTTP; silos among themselves; gateways to silos. Only the first is for the world.
EXPOSE 7181 11111 30000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["dotnet", "Grainwatch.Silo.dll", "health"]
ENTRYPOINT ["dotnet", "Grainwatch.Silo.dll"]
