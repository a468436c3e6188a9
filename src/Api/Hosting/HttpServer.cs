using Grainwatch.Api.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Grainwatch.Api.Hosting;

/// <summary>How the server listens.</summary>
static class HttpServer
{
    public static void AddHttpServer(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Grainwatch").ReadSettings<ServerSettings>();
        builder.Services.AddSingleton(settings);
        var limits = builder.AddSettings<HttpSettings>("Http");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Without TLS there is no HTTP/2 to agree on, and every connection would be asked for it.
            kestrel.Listen(settings.Address, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.Default;
        });
        // A request is read and answered by the thread that its bytes woke: a hand-over between threads costs more than a small request.
        // Requests never block a thread, which is what makes this safe.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.ShutdownSeconds));
        // A parameter that cannot be read is an answer that says which, not an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddHostedService<StartupBanner>();
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in limits.TrustedProxies)
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
            }
        });
    }

    /// <summary>From here on the address of a request is that of its client, also behind a proxy.</summary>
    public static void UseClientAddress(this WebApplication app)
    {
        // Without any network that is trusted the middleware would trust all.
        if (app.Services.GetRequiredService<HttpSettings>().TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }
}
