using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>
/// Passwords and keys. Resources only name them, so they can be in version control and read over HTTP; the values are settings of the process
/// below <c>Grainwatch:Secrets</c>, and nothing else of its environment can be reached from a resource.
/// </summary>
sealed class Secrets(IConfiguration configuration)
{
    public const string Section = "Grainwatch:Secrets";

    /// <returns>The value of the secret that the field names; null where the field is absent.</returns>
    /// <exception cref="SpecException">There is no such secret.</exception>
    public string? Read(SpecReader spec, string field)
    {
        if (spec.Text(field) is not { } name)
        {
            return null;
        }

        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw spec.Error(field, "It holds the name of a secret: letters, digits and '_'. The secret itself does not belong here.");
        }

        return configuration[$"{Section}:{name}"] is { Length: > 0 } value
            ? value
            : throw spec.Error(field, $"There is no secret '{name}'. Set it for the server as Grainwatch__Secrets__{name}.");
    }

    public string ReadRequired(SpecReader spec, string field) =>
        Read(spec, field) ?? throw spec.Error(field, $"It is missing. Write the name of a secret, which is set for the server as Grainwatch__Secrets__NAME.");
}
