using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Grainwatch.Api.Live;

/// <summary>Hands the same bytes to every open page: a frame is made once, however many look at it.</summary>
sealed class LiveHub
{
    /// <summary>A page that is further behind than this is cut off, and comes back by itself.</summary>
    const int Capacity = 256;

    /// <summary>Two minutes of frames are kept, so that a page that opens shows at once how it came to what is.</summary>
    public const int MaxRecent = 120;

    readonly ConcurrentDictionary<Guid, Channel<ReadOnlyMemory<byte>>> viewers = [];
    readonly ConcurrentQueue<string> recent = new();

    public int Viewers => viewers.Count;

    /// <param name="frames">How many of the frames before come first, as one event.</param>
    public Subscription Subscribe(int frames = 0)
    {
        var (id, channel) = (Guid.NewGuid(), Channel.CreateBounded<ReadOnlyMemory<byte>>(Capacity));
        viewers[id] = channel;
        // A frame may come twice, here and as itself, and is told by its time; none is missed.
        if (frames > 0 && recent.TakeLast(frames).ToList() is { Count: > 0 } before)
        {
            channel.Writer.TryWrite(ServerEvents.Event("recent", $"[{string.Join(',', before)}]"));
        }

        return new Subscription(this, id, channel.Reader);
    }

    public void Frame(string frame)
    {
        recent.Enqueue(frame);
        while (recent.Count > MaxRecent)
        {
            recent.TryDequeue(out _);
        }

        Send(ServerEvents.Event("frame", frame));
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
