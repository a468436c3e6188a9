using Grainwatch.Domain.Detection;

namespace Grainwatch.Domain.Tests;

public sealed class DomainReferencesTests
{
    /// <summary>Orleans, Npgsql, ASP.NET Core or Microsoft.Extensions here would bind the rules of the house to one way of running them.</summary>
    [Fact]
    public void DomainReferencesNothingButTheRuntime()
    {
        var assembly = typeof(SeriesMonitor).Assembly;
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        Assert.NotEmpty(assembly.GetReferencedAssemblies());
        Assert.All(assembly.GetReferencedAssemblies(), name => Assert.True(
            File.Exists(Path.Combine(runtime, $"{name.Name}.dll")), $"Domain references {name.Name}."));
    }
}
