using System.Text;

namespace Grainwatch.Storage.Ingest;

/// <summary>Undoes the escapes of a JSON string, straight into a COPY tuple. Part of the hot path.</summary>
static class JsonText
{
    public const string HoldsNul = "holds U+0000, which text cannot hold";
    public const string HoldsLoneSurrogate = "holds half of a surrogate pair";

    /// <param name="escaped">What stands between the quotes of a JSON string that a reader accepted.</param>
    /// <param name="text">Room for at least as many bytes as <paramref name="escaped"/> has.</param>
    /// <returns>Null, or what is wrong with the text.</returns>
    public static string? Unescape(ReadOnlySpan<byte> escaped, Span<byte> text, out int written)
    {
        written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(text[written..]);
                written += escaped.Length;
                return null;
            }

            escaped[..plain].CopyTo(text[written..]);
            written += plain;
            var kind = escaped[plain + 1];
            escaped = escaped[(plain + 2)..];
            if (kind != 'u')
            {
                text[written++] = kind switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'t' => (byte)'\t',
                    (byte)'r' => (byte)'\r',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    _ => kind,
                };
                continue;
            }

            int unit = Hex(escaped);
            escaped = escaped[4..];
            if (unit == 0)
            {
                return HoldsNul;
            }

            if (char.IsSurrogate((char)unit))
            {
                if (!char.IsHighSurrogate((char)unit) || escaped is not [(byte)'\\', (byte)'u', _, _, _, _, ..]
                    || !char.IsLowSurrogate(Hex(escaped[2..])))
                {
                    return HoldsLoneSurrogate;
                }

                unit = char.ConvertToUtf32((char)unit, Hex(escaped[2..]));
                escaped = escaped[6..];
            }

            written += new Rune(unit).EncodeToUtf8(text[written..]);
        }
    }

    static char Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits[..4])
        {
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)value;
    }
}
