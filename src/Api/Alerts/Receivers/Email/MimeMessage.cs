using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Grainwatch.Api.Alerts.Receivers.Email;

/// <summary>
/// An e-mail as bytes (RFC 5322, 2045, 2047): headers in ASCII, the text in UTF-8 as base64. Whatever a service calls itself, it can
/// neither add a header nor end one: control characters become spaces, everything beyond printable ASCII becomes encoded words.
/// </summary>
sealed class MimeMessage
{
    /// <summary>With the characters around its 52 base64 digits, and "Subject: " before them, a word stays within a line of 76.</summary>
    const int BytesPerWord = 39;

    readonly StringBuilder text = new();

    public MimeMessage Header(string name, string value)
    {
        text.Append(name).Append(": ").Append(value).Append("\r\n");
        return this;
    }

    /// <summary>A header whose value comes from outside.</summary>
    public MimeMessage TextHeader(string name, string value) => Header(name, Encode(value));

    public MimeMessage Addresses(string name, IEnumerable<MailAddress> addresses) => Header(name, string.Join(",\r\n ", addresses.Select(Format)));

    public MimeMessage Date(DateTimeOffset at) => Header("Date", at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));

    public byte[] WithBody(string body)
    {
        Header("MIME-Version", "1.0");
        Header("Content-Type", "text/plain; charset=utf-8");
        Header("Content-Transfer-Encoding", "base64");
        text.Append("\r\n");
        var bytes = Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\r\n"));
        text.Append(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The address for the envelope and for headers, with an international domain in ASCII.</summary>
    public static string Ascii(MailAddress address) => $"{address.User}@{new IdnMapping().GetAscii(address.Host)}";

    static string Format(MailAddress address) =>
        address.DisplayName.Length == 0 ? Ascii(address) : $"{EncodeWords(address.DisplayName)} <{Ascii(address)}>";

    static string Encode(string value)
    {
        var clean = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        // A long line would have to be folded, and "=?" would be taken for an encoded word.
        return clean.All(char.IsAscii) && clean.Length <= 120 && !clean.Contains("=?", StringComparison.Ordinal) ? clean : EncodeWords(clean);
    }

    static string EncodeWords(string value)
    {
        List<string> words = [];
        var word = new List<byte>(BytesPerWord);
        foreach (var rune in value.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > BytesPerWord)
            {
                words.Add(Word(word));
                word.Clear();
            }

            word.AddRange(bytes);
        }

        words.Add(Word(word));
        return string.Join("\r\n ", words);
    }

    static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
