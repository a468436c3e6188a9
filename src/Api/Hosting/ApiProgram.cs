namespace Grainwatch.Api.Hosting;

/// <summary>The embedded shape: the whole product in one process, without Orleans.</summary>
public static class ApiProgram
{
    public static Task<int> Main(string[] args) => Launcher.RunAsync(async stopping =>
    {
        var builder = GrainwatchBuilder.Create(args);
        using var folder = DataFolder.OpenExclusively(builder.Configuration);
        await using var postgres = await builder.AddDatabaseAsync(folder, stopping);
        builder.AddGrainwatchApi();
        builder.AddEmbeddedShape();
        await using var app = builder.Build();
        app.MapGrainwatchApi();
        await app.RunAsync(stopping);
    });
}
