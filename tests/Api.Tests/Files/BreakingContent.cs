using System.Net;

namespace Grainwatch.Api.Tests.Files;

/// <summary>A body whose sender vanishes on the way.</summary>
/// <param name="before">Runs between the part that is sent and the end.</param>
sealed class BreakingContent(byte[] file, int sent, Func<Task>? before = null) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(file.AsMemory(0, sent));
        await stream.FlushAsync();
        if (before is not null)
        {
            await before();
        }

        throw new IOException("The sender has vanished.");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
