using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Grainwatch.Api.Hosting;

/// <summary>The settings directly under <c>Grainwatch</c>: where the server listens and where its data is.</summary>
public sealed class ServerSettings : IValidatableObject
{
    /// <summary>The TCP port to listen on; 0 takes a free one. Default 7181. Also <c>--port</c>.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 7181;

    /// <summary>The address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. Default 127.0.0.1. Also <c>--listen</c>.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>
    /// The folder that holds the admin token and, unless <c>ConnectionStrings__Grainwatch</c> names another, the private Postgres. Default
    /// <c>data</c> in the current folder. Also <c>--data</c>.
    /// </summary>
    [Required]
    public string Data { get; set; } = "data";

    /// <summary>
    /// The folder with the data projects, whose <c>.datasource</c> and <c>.pipe</c> files are deployed at start. Default: <c>projects</c> in the
    /// current folder where there is one, else the ones that come with the program.
    /// </summary>
    public string? Projects { get; set; }

    /// <summary>The token that allows everything. Default: one is generated at the first start, and kept in <c>admin.token</c> in the data folder.</summary>
    [MinLength(16)]
    public string? AdminToken { get; set; }

    public IPAddress Address => Listen switch
    {
        "*" => IPAddress.Any,
        "localhost" => IPAddress.Loopback,
        _ => IPAddress.Parse(Listen),
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Listen is not ("*" or "localhost") && !IPAddress.TryParse(Listen, out _))
        {
            yield return new ValidationResult($"'{Listen}' is no IP address, nor localhost, nor * for all addresses.", [nameof(Listen)]);
        }
    }
}
