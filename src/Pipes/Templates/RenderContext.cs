namespace Grainwatch.Pipes.Templates;

/// <summary>What a template may know.</summary>
/// <param name="Parameters">Of the request.</param>
/// <param name="IsRelation">Whether a query of this node may read from a relation of that name.</param>
/// <param name="Secret">The secret of that name, for <c>tb_secret</c> and <c>tb_var</c>; null when there is none.</param>
public sealed record RenderContext(ParameterValues Parameters, Func<string, bool> IsRelation, Func<string, string?> Secret);
