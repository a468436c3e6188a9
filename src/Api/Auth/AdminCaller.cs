namespace Grainwatch.Api.Auth;

/// <summary>The bearer of the admin token.</summary>
sealed class AdminCaller : Caller
{
    public static AdminCaller Instance { get; } = new();

    public override string Name => "admin";

    public override bool Allows(Scope scope, string? resource = null) => true;
}
