using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Joins serialized JSON values into a JSON array.</summary>
internal static class RawArray
{
    public static byte[] Of(IEnumerable<ReadOnlyMemory<byte>> values)
    {
        var json = new ArrayBufferWriter<byte>(256);
        json.Write("["u8);
        foreach (var value in values)
        {
            if (json.WrittenCount > 1) json.Write(","u8);
            json.Write(value.Span);
        }

        json.Write("]"u8);
        return json.WrittenSpan.ToArray();
    }
}
