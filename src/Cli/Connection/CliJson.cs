using System.Text.Json.Serialization;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Connection;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(PushedAnomaly))]
[JsonSerializable(typeof(ShopLog))]
sealed partial class CliJson : JsonSerializerContext;
