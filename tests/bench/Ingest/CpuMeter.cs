using System.Globalization;

namespace Grainwatch.Bench.Ingest;

/// <summary>Processor time and memory of processes, from /proc.</summary>
static class CpuMeter
{
    const double TicksPerSecond = 100;

    /// <summary>Seconds that the process has used so far.</summary>
    public static double Seconds(int process)
    {
        try
        {
            // The name in parentheses may hold blanks; what follows it does not.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The same for a process and its children, each by its id, so that those that come and go don't confuse a difference.</summary>
    public static Dictionary<int, double> SecondsOfFamily(int parent) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id == parent || (id > 0 && ParentOf(id) == parent))
        .ToDictionary(id => id, Seconds);

    public static double MegabytesInUse(int process) =>
        Number(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;

    static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return (int)Number(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
