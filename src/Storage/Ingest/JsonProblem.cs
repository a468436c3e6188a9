using System.Text.Json;

namespace Grainwatch.Storage.Ingest;

static class JsonProblem
{
    /// <summary>What a reader found wrong, without the position, which counts from where the reader began.</summary>
    public static string Describe(JsonException invalid)
    {
        var position = invalid.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? invalid.Message : invalid.Message[..position];
    }
}
