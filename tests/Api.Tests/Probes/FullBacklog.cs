using System.Net;
using System.Net.Sockets;

namespace Grainwatch.Api.Tests.Probes;

/// <summary>A port whose queue of new connections is full: the kernel answers nobody any more, so connecting hangs.</summary>
sealed class FullBacklog : IDisposable
{
    readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly List<Socket> fillers = [];

    public FullBacklog()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        for (var i = 0; i < 8; i++)
        {
            Socket filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            fillers.Add(filler);
            try
            {
                filler.Connect(listener.LocalEndPoint!);
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
            }
        }
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        fillers.ForEach(filler => filler.Dispose());
        listener.Dispose();
    }
}
