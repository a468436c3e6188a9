using System.Buffers.Binary;
using System.Net;
using System.Text;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes.NameServers;

/// <summary>A question of the DNS and the answer to it, as bytes (RFC 1035, section 4).</summary>
static class DnsMessage
{
    const int HeaderLength = 12;
    const ushort Internet = 1;

    public static byte[] Question(ushort id, string name, DnsRecordType type)
    {
        using MemoryStream message = new();
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteUInt16BigEndian(header, id);
        header[2] = 0x01; // Recursion desired.
        header[5] = 1; // One question.
        message.Write(header);
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            message.WriteByte((byte)label.Length);
            message.Write(Encoding.ASCII.GetBytes(label));
        }

        message.Write([0, (byte)((ushort)type >> 8), (byte)type, 0, (byte)Internet]);
        return message.ToArray();
    }

    /// <summary>Whether the bytes answer that question and no other.</summary>
    public static bool Answers(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question) =>
        answer.Length >= question.Length
        && answer[..2].SequenceEqual(question[..2])
        && (answer[2] & 0x80) != 0
        && Ascii.EqualsIgnoreCase(answer[HeaderLength..question.Length], question[HeaderLength..]);

    /// <summary>Whether it was cut to fit a datagram.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> answer) => (answer[2] & 0x02) != 0;

    /// <summary>0 is success, 3 is "no such name"; RFC 1035, section 4.1.1.</summary>
    public static int ResponseCode(ReadOnlySpan<byte> answer) => answer[3] & 0x0f;

    /// <summary>The records of the type, as text: addresses, names, <c>10 mail.example</c>, the strings of a TXT joined.</summary>
    /// <exception cref="FormatException">The bytes are no message of the DNS.</exception>
    public static IReadOnlyList<string> Records(ReadOnlySpan<byte> answer, int questionLength, DnsRecordType type)
    {
        try
        {
            List<string> records = [];
            var count = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]);
            var at = questionLength;
            for (var i = 0; i < count; i++)
            {
                ReadName(answer, ref at);
                var found = BinaryPrimitives.ReadUInt16BigEndian(answer[at..]);
                var length = BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 8)..]);
                at += 10;
                if (found == (ushort)type)
                {
                    records.Add(Text(answer, at, length, type));
                }

                at += length;
            }

            return records;
        }
        catch (Exception wrong) when (wrong is ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException("The answer is no message of the DNS.", wrong);
        }
    }

    static string Text(ReadOnlySpan<byte> message, int at, int length, DnsRecordType type)
    {
        var data = message.Slice(at, length);
        switch (type)
        {
            case DnsRecordType.A or DnsRecordType.Aaaa:
                return new IPAddress(data).ToString();
            case DnsRecordType.Mx:
                var preference = BinaryPrimitives.ReadUInt16BigEndian(data);
                at += 2;
                return $"{preference} {ReadName(message, ref at)}";
            case DnsRecordType.Txt:
                return Strings(data);
            case DnsRecordType.Caa:
                return $"{data[0]} {Encoding.UTF8.GetString(data.Slice(2, data[1]))} {Encoding.UTF8.GetString(data[(2 + data[1])..])}";
            default:
                return ReadName(message, ref at);
        }
    }

    static string Strings(ReadOnlySpan<byte> data)
    {
        StringBuilder text = new();
        for (var at = 0; at < data.Length; at += 1 + data[at])
        {
            text.Append(Encoding.UTF8.GetString(data.Slice(at + 1, data[at])));
        }

        return text.ToString();
    }

    static string ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        List<string> labels = [];
        var position = at;
        var jumped = false;
        // A pointer may lead in a circle: no name has more labels than this.
        for (var steps = 0; steps < 128; steps++)
        {
            var length = message[position];
            if ((length & 0xc0) == 0xc0)
            {
                if (!jumped)
                {
                    at = position + 2;
                }

                jumped = true;
                position = ((length & 0x3f) << 8) | message[position + 1];
                continue;
            }

            position++;
            if (length == 0)
            {
                if (!jumped)
                {
                    at = position;
                }

                return string.Join('.', labels);
            }

            labels.Add(Encoding.UTF8.GetString(message.Slice(position, length)));
            position += length;
        }

        throw new ArgumentException("A name without end.");
    }
}
