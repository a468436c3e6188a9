using System.Text.Json.Serialization;
using Grainwatch.Cli.Audit;
using Grainwatch.Cli.Deploy;
using Grainwatch.Cli.Files;
using Grainwatch.Cli.Shop;
using Grainwatch.Cli.Tracking;

namespace Grainwatch.Cli.Connection;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(PushedAnomaly))]
[JsonSerializable(typeof(ShopLog))]
[JsonSerializable(typeof(UserEvent))]
[JsonSerializable(typeof(AuditEvent))]
[JsonSerializable(typeof(DeploymentFiles))]
[JsonSerializable(typeof(DeploymentPlan))]
[JsonSerializable(typeof(UploadAnswer))]
sealed partial class CliJson : JsonSerializerContext;
