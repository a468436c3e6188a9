namespace Grainwatch.Silo.Hosting;

/// <summary>The cluster shape: the whole product in any number of processes, its monitors in grains.</summary>
public static class SiloProgram
{
    public static async Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var app = builder.Build();
        await app.RunAsync();
    }
}
