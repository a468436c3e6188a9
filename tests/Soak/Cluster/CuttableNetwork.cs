using System.Diagnostics;

namespace Grainwatch.Soak.Cluster;

/// <summary>
/// Two network namespaces that reach each other through a third one, a router, and each the machine itself by a line of its own. Cutting makes
/// the router drop what it should pass on, without a word to either side. A Unix socket, as that of the private Postgres, is not cut.
/// </summary>
sealed class CuttableNetwork : IAsyncDisposable
{
    const string Router = "gw-soak-router";
    static readonly string[] Sides = ["gw-soak-1", "gw-soak-2"];

    /// <summary>Where the machine reaches a side.</summary>
    public static string Host(int side) => $"10.213.{side + 1}.2";

    /// <summary>Where the other side reaches it.</summary>
    public static string Advertised(int side) => $"10.214.{side + 1}.2";

    /// <summary>Starts a program on a side.</summary>
    public static IReadOnlyList<string> Launcher(int side) => ["ip", "netns", "exec", Sides[side]];

    /// <returns>Null where this cannot be had, which is said.</returns>
    public static async Task<CuttableNetwork?> TryCreateAsync()
    {
        var network = new CuttableNetwork();
        try
        {
            await network.DisposeAsync();
            await IpAsync($"netns add {Router}");
            await RunAsync("ip", ["netns", "exec", Router, "sysctl", "-q", "net.ipv4.ip_forward=1"]);
            for (var side = 0; side < Sides.Length; side++)
            {
                await CreateSideAsync(side);
            }

            return network;
        }
        catch (Exception failed) when (failed is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await network.DisposeAsync();
            Console.WriteLine($"Skipped: no network namespaces here, which need root and iproute2: {failed.Message.Trim()}");
            return null;
        }
    }

    public static Task CutAsync() => RunAsync("ip", ["netns", "exec", Router, "sysctl", "-q", "net.ipv4.ip_forward=0"]);

    public static Task HealAsync() => RunAsync("ip", ["netns", "exec", Router, "sysctl", "-q", "net.ipv4.ip_forward=1"]);

    /// <summary>With a namespace go the lines that end in it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in Sides.Append(Router).Where(name => File.Exists($"/run/netns/{name}")))
        {
            await IpAsync($"netns del {name}");
        }
    }

    static async Task CreateSideAsync(int side)
    {
        var (name, number) = (Sides[side], side + 1);
        await IpAsync($"netns add {name}");
        await IpAsync($"-n {name} link set lo up");
        await LineAsync($"gws{number}m", $"gws{number}", $"10.213.{number}", machineSide: null, name);
        await LineAsync($"gws{number}r", $"gws{number}x", $"10.214.{number}", Router, name);
        await IpAsync($"-n {name} route add 10.214.0.0/16 via 10.214.{number}.1");
    }

    /// <summary>A line from the machine, or the router, to a side; .1 and .2 are its ends.</summary>
    static async Task LineAsync(string near, string far, string net, string? machineSide, string side)
    {
        await IpAsync($"link add {near} type veth peer name {far} netns {side}");
        var at = "";
        if (machineSide is not null)
        {
            await IpAsync($"link set {near} netns {machineSide}");
            at = $"-n {machineSide} ";
        }

        await IpAsync($"{at}addr add {net}.1/24 dev {near}");
        await IpAsync($"{at}link set {near} up");
        await IpAsync($"-n {side} addr add {net}.2/24 dev {far}");
        await IpAsync($"-n {side} link set {far} up");
    }

    static Task IpAsync(string arguments) => RunAsync("ip", arguments.Split(' '));

    static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
        }
    }
}
