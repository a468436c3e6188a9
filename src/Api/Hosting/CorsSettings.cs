namespace Grainwatch.Api.Hosting;

/// <summary>Which pages in browsers may call the API.</summary>
public sealed class CorsSettings
{
    /// <summary>Origins such as <c>https://shop.example</c>, separated by commas; <c>*</c> is every origin, the default; empty is none.</summary>
    public string Origins { get; set; } = "*";
}
