using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes;

/// <summary>Ends a run with a failure that is known by name. The message goes into the result.</summary>
public sealed class ProbeFailedException(ProbeFailure failure, string message) : Exception(message)
{
    public ProbeFailure Failure { get; } = failure;
}
