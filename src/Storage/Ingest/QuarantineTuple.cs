using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Grainwatch.Storage.Ingest;

/// <summary>Writes a row that did not fit as a COPY tuple of <c>quarantine</c>, whatever bytes it has.</summary>
static class QuarantineTuple
{
    const int TextType = 25;

    public static readonly CopyTarget Target = new(
        "grainwatch", "quarantine", ["source", "import_id", "error_columns", "errors", "raw", "fields"]);

    public static void Write(
        IBufferWriter<byte> tuple, string source, string importId, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> fields, IReadOnlyList<RowProblem> problems)
    {
        Int16(tuple, (short)Target.Columns.Count);
        Text(tuple, source);
        Text(tuple, importId);
        Texts(tuple, problems, problem => problem.Column);
        Texts(tuple, problems, problem => problem.Reason);
        if (Utf8.IsValid(raw) && !raw.Contains((byte)0))
        {
            Bytes(tuple, raw);
        }
        else
        {
            Text(tuple, Encoding.UTF8.GetString(raw));
        }

        if (JsonbText.Accepts(fields))
        {
            const byte JsonbVersion = 1;
            Int32(tuple, fields.Length + 1);
            tuple.Write([JsonbVersion]);
            tuple.Write(fields);
        }
        else
        {
            Int32(tuple, -1);
        }
    }

    static void Texts(IBufferWriter<byte> tuple, IReadOnlyList<RowProblem> problems, Func<RowProblem, string> text)
    {
        var elements = problems.Select(problem => Encoding.UTF8.GetBytes(Storable(text(problem)))).ToArray();
        Int32(tuple, 20 + elements.Sum(element => element.Length + sizeof(int)));
        Int32(tuple, 1);
        Int32(tuple, 0);
        Int32(tuple, TextType);
        Int32(tuple, elements.Length);
        Int32(tuple, 1);
        foreach (var element in elements)
        {
            Bytes(tuple, element);
        }
    }

    static string Storable(string text) => text.Replace('\0', '\uFFFD');

    static void Text(IBufferWriter<byte> tuple, string text) => Bytes(tuple, Encoding.UTF8.GetBytes(Storable(text)));

    static void Bytes(IBufferWriter<byte> tuple, ReadOnlySpan<byte> bytes)
    {
        Int32(tuple, bytes.Length);
        tuple.Write(bytes);
    }

    static void Int32(IBufferWriter<byte> tuple, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(tuple.GetSpan(sizeof(int)), value);
        tuple.Advance(sizeof(int));
    }

    static void Int16(IBufferWriter<byte> tuple, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(tuple.GetSpan(sizeof(short)), value);
        tuple.Advance(sizeof(short));
    }
}
