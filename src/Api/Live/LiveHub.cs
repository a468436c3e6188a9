using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Grainwatch.Api.Live;

/// <summary>Hands the same bytes to every open page: a frame is made once, however many look at it.</summary>
sealed class LiveHub
{
    /// <summary>A page that is further behind than this is cut off, and comes back by itself.</summary>
    const int Capacity = 256;

    readonly ConcurrentDictionary<Guid, Channel<ReadOnlyMemory<byte>>> viewers = [];

    /// <summary>The frame before, so that a page that opens shows something at once.</summary>
    ReadOnlyMemory<byte> latest;

    public int Viewers => viewers.Count;

    public Subscription Subscribe()
    {
        var (id, channel) = (Guid.NewGuid(), Channel.CreateBounded<ReadOnlyMemory<byte>>(Capacity));
        if (!latest.IsEmpty && Viewers > 0)
        {
            channel.Writer.TryWrite(latest);
        }

        viewers[id] = channel;
        return new Subscription(this, id, channel.Reader);
    }

    public void Frame(ReadOnlyMemory<byte> frame)
    {
        latest = frame;
        Send(frame);
    }

    public void Send(ReadOnlyMemory<byte> text)
    {
        foreach (var viewer in viewers.Values)
        {
            if (!viewer.Writer.TryWrite(text))
            {
                viewer.Writer.TryComplete();
            }
        }
    }

    public sealed class Subscription(LiveHub hub, Guid id, ChannelReader<ReadOnlyMemory<byte>> reader) : IDisposable
    {
        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => reader.ReadAllAsync(cancellationToken);

        public void Dispose() => hub.viewers.TryRemove(id, out _);
    }
}
