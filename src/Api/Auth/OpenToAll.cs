namespace Grainwatch.Api.Auth;

/// <summary>Marks an endpoint that needs no token, and does not look at one: it answers even while tokens cannot be looked up.</summary>
sealed class OpenToAll;
