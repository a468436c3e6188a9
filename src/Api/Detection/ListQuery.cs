using System.Globalization;
using Grainwatch.Api.Errors;

namespace Grainwatch.Api.Detection;

/// <summary>Reads the parameters that lists share. An empty one is as good as none.</summary>
static class ListQuery
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    public static string? Text(HttpRequest request, string name) =>
        request.Query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    public static string? Name(HttpRequest request, string name) => Text(request, name) is { } text ? Names.Check(name, text) : null;

    /// <exception cref="ApiException">400: out of range, or no number.</exception>
    public static int Limit(HttpRequest request) => Text(request, "limit") is not { } text
        ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw Wrong("limit", text, $"a number from 1 to {MaxLimit}");

    /// <summary>Where the next page begins: what the last one gave as <c>next_cursor</c>.</summary>
    /// <exception cref="ApiException">400: not from a page.</exception>
    public static long? Cursor(HttpRequest request) => Text(request, "cursor") is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor)
            ? cursor
            : throw Wrong("cursor", text, "the next_cursor of a page");

    /// <exception cref="ApiException">400: no time.</exception>
    public static DateTimeOffset? Time(HttpRequest request, string name) => Text(request, name) is not { } text
        ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Wrong(name, text, "a time such as 2026-03-01T12:00:00Z");

    public static ApiException Wrong(string name, string text, string expected) =>
        new(StatusCodes.Status400BadRequest, $"{name} is '{text}'. Expected {expected}.");
}
