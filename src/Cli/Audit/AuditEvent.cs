using System.Text.Json.Serialization;

namespace Grainwatch.Cli.Audit;

/// <summary>One simulated change: a row of the data source audit_log_hfi.</summary>
sealed record AuditEvent(string Datetime, int CompanyId, string Event, AuditPayload Payload, AuditDevice Device);

sealed record AuditPayload(string EntityId, string Author);

sealed record AuditDevice(string Browser, [property: JsonPropertyName("OS")] string Os);
