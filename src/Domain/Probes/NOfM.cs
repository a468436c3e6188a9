using System.Globalization;

namespace Grainwatch.Domain.Probes;

/// <summary>At least <paramref name="Count"/> of the last <paramref name="Window"/> runs.</summary>
public readonly record struct NOfM(int Count, int Window)
{
    /// <summary>The longest window: a probe keeps that many outcomes in memory.</summary>
    public const int MaxWindow = 64;

    /// <summary>Reads <c>2 of 3</c>; a lone <c>3</c> is three in a row.</summary>
    public static bool TryParse(string text, out NOfM rule)
    {
        var parts = text.Split(" of ", StringSplitOptions.TrimEntries);
        rule = default;
        if (parts.Length is 0 or > 2 || !TryNumber(parts[0], out var count) || !TryNumber(parts[^1], out var window) || count > window)
        {
            return false;
        }

        rule = new NOfM(count, window);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} of {Window}");

    static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= MaxWindow;
}
