namespace Grainwatch.Pipes.DataFiles;

/// <summary>One entry of a data file: <c>NAME value</c>, or <c>NAME &gt;</c> and the indented lines below it.</summary>
/// <param name="Value">Without surrounding quotes; of a block, its lines without their common indentation.</param>
/// <param name="Line">Where the name stands.</param>
/// <param name="ValueLine">Where the value begins.</param>
sealed record Directive(string Name, string Value, int Line, int ValueLine);
