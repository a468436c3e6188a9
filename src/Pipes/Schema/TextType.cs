using System.Text.Json;

namespace Grainwatch.Pipes.Schema;

/// <summary>String: text, and everything else in JSON as the text it was sent as.</summary>
sealed class TextType(string name = "String") : ColumnType(name, "text", 25, ResultStyle.Text)
{
    public override string EmptyLiteral => "''";

    public override bool IsFixedWidth => false;

    internal override string? Encode(JsonSlice value, CopyBuffer tuple)
    {
        var field = tuple.BeginField();
        if (value.Kind != JsonTokenType.String)
        {
            tuple.Bytes(value.Text);
        }
        else if (!value.Inner.Contains((byte)'\\'))
        {
            tuple.Bytes(value.Inner);
        }
        else
        {
            var reader = new Utf8JsonReader(value.Text);
            reader.Read();
            var room = tuple.Append(value.Inner.Length);
            try
            {
                var length = reader.CopyString(room);
                if (room[..length].Contains((byte)0))
                {
                    return "holds U+0000, which text cannot hold";
                }

                tuple.Shorten(room.Length - length);
            }
            catch (InvalidOperationException)
            {
                return "holds half of a surrogate pair";
            }
        }

        tuple.EndField(field);
        return null;
    }
}
