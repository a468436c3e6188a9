namespace Grainwatch.Api.Hosting;

/// <summary>The embedded shape: the whole product in one process, without Orleans.</summary>
public static class ApiProgram
{
    public static async Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var app = builder.Build();
        await app.RunAsync();
    }
}
