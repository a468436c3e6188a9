namespace Grainwatch.Pipes.DataFiles;

/// <summary>A <c>.pipe</c> file.</summary>
/// <param name="Path">As errors name it.</param>
/// <param name="Endpoint">The node that the pipe publishes.</param>
public sealed record PipeFile(
    string Name, string Path, string Description, IReadOnlyList<PipeNode> Nodes, PipeNode Endpoint, IReadOnlyList<TokenLine> Tokens);

/// <param name="Sql">Without the leading '%' that makes it a template.</param>
/// <param name="SqlLine">The line of the file that <paramref name="Sql"/> begins on.</param>
public sealed record PipeNode(string Name, string Description, string Sql, int SqlLine, bool IsTemplate);
