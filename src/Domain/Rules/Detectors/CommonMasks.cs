using Grainwatch.Domain.Templates;

namespace Grainwatch.Domain.Rules.Detectors;

/// <summary>What varies in the messages of nearly every service.</summary>
static class CommonMasks
{
    public static IReadOnlyList<TemplateMask> All { get; } =
    [
        new(@"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b", "UUID"),
        new(@"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(:\d+)?\b", "IP"),
        new(@"\b0[xX][0-9a-fA-F]+\b", "HEX"),
        new(@"\b[0-9a-fA-F]{16,}\b", "HEX"),
        new(@"\b\d+(\.\d+)?\b", "NUM"),
    ];
}
