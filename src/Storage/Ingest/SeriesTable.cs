using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Grainwatch.Domain.Series;

namespace Grainwatch.Storage.Ingest;

/// <summary>
/// Finds a series by the UTF-8 bytes of its service and severity, once for every row: open addressing, read without a lock and without
/// making a string. Part of the hot path. Adding takes a lock and publishes a larger table when it is half full.
/// </summary>
sealed class SeriesTable
{
    readonly Lock adding = new();
    readonly ulong seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
    SeriesEntry?[] places = new SeriesEntry?[256];
    SeriesEntry[] slots = new SeriesEntry[64];
    int count;

    public int Count => Volatile.Read(ref count);

    /// <param name="slot">Of a series that was found here before.</param>
    public SeriesEntry this[int slot] => Volatile.Read(ref slots)[slot];

    public SeriesEntry? Find(ReadOnlySpan<byte> service, ReadOnlySpan<byte> severity)
    {
        var hash = Hash(service, severity);
        var table = Volatile.Read(ref places);
        for (var place = (int)hash & (table.Length - 1); ; place = (place + 1) & (table.Length - 1))
        {
            var entry = Volatile.Read(ref table[place]);
            if (entry is null)
            {
                return null;
            }

            if (entry.Hash == hash && entry.Service.AsSpan().SequenceEqual(service) && entry.Severity.AsSpan().SequenceEqual(severity))
            {
                return entry;
            }
        }
    }

    public SeriesEntry Add(SeriesRef series)
    {
        var service = Encoding.UTF8.GetBytes(series.Key.Service);
        var severity = Encoding.UTF8.GetBytes(series.Key.Severity);
        lock (adding)
        {
            if (Find(service, severity) is { } known)
            {
                return known;
            }

            var entry = new SeriesEntry(count, series, service, severity, Hash(service, severity));
            if (count == slots.Length)
            {
                var larger = new SeriesEntry[count * 2];
                slots.CopyTo(larger, 0);
                Volatile.Write(ref slots, larger);
            }

            slots[count] = entry;
            Volatile.Write(ref count, count + 1);
            if (count * 2 > places.Length)
            {
                var larger = new SeriesEntry?[places.Length * 2];
                foreach (var old in slots.AsSpan(0, count))
                {
                    Place(larger, old);
                }

                Volatile.Write(ref places, larger);
            }
            else
            {
                Place(places, entry);
            }

            return entry;
        }
    }

    static void Place(SeriesEntry?[] table, SeriesEntry entry)
    {
        var place = (int)entry.Hash & (table.Length - 1);
        while (table[place] is not null)
        {
            place = (place + 1) & (table.Length - 1);
        }

        Volatile.Write(ref table[place], entry);
    }

    ulong Hash(ReadOnlySpan<byte> service, ReadOnlySpan<byte> severity) =>
        Mix(Mix(seed ^ (ulong)service.Length, service), severity);

    static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Multiplier;
            hash ^= hash >> 29;
            bytes = bytes[8..];
        }

        ulong rest = 0;
        foreach (var value in bytes)
        {
            rest = (rest << 8) | value;
        }

        hash = (hash ^ rest) * Multiplier;
        return hash ^ (hash >> 32);
    }
}
