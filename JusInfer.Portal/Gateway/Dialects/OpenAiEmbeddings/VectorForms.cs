using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>The form of a vector in JSON.</summary>
internal enum VectorForm
{
    /// <summary>No vector: null, an empty list, or one with null in it (huggingface/text-embeddings-inference#557).</summary>
    None,

    /// <summary>A list of numbers, which OpenAI calls <c>float</c>.</summary>
    Numbers,

    /// <summary>The numbers as 32-bit floating-point numbers in little-endian order, in base64.</summary>
    Base64,

    /// <summary>A list of lists, of models with a vector per token.</summary>
    Several,
}

/// <summary>
/// Reads and converts vectors. Servers ignore <c>encoding_format</c> in both directions, and a client that decodes a list of numbers as
/// base64 gets a vector of another length (mudler/LocalAI#9135, openai/openai-node#2150).
/// </summary>
internal static class VectorForms
{
    /// <summary>The form of the value at the reader's position, which moves to its end.</summary>
    public static VectorForm Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String) return json.ValueSpan.IsEmpty ? VectorForm.None : VectorForm.Base64;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return VectorForm.None;
        }

        var (hasNumbers, hasLists, isBroken) = (false, false, false);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            hasNumbers |= json.TokenType == JsonTokenType.Number;
            hasLists |= json.TokenType == JsonTokenType.StartArray;
            isBroken |= json.TokenType is not (JsonTokenType.Number or JsonTokenType.StartArray);
            json.Skip();
        }

        return isBroken || hasNumbers == hasLists ? VectorForm.None : hasNumbers ? VectorForm.Numbers : VectorForm.Several;
    }

    /// <summary>Converts a vector to the other one of <see cref="VectorForm.Numbers"/> and <see cref="VectorForm.Base64"/>.</summary>
    /// <param name="vector">The vector's JSON.</param>
    /// <param name="form">Its form.</param>
    /// <returns>The JSON of the vector in the other form; null if it does not consist of 32-bit numbers.</returns>
    public static byte[]? Convert(ReadOnlySpan<byte> vector, VectorForm form) =>
        form == VectorForm.Numbers ? ToBase64(vector) : ToNumbers(vector);

    private static byte[]? ToBase64(ReadOnlySpan<byte> numbers)
    {
        var floats = new ArrayBufferWriter<byte>(numbers.Length / 2);
        var json = new Utf8JsonReader(numbers, JsonDepth.ReaderOptions);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            if (!json.TryGetSingle(out var number) || !float.IsFinite(number)) return null;
            BinaryPrimitives.WriteSingleLittleEndian(floats.GetSpan(sizeof(float)), number);
            floats.Advance(sizeof(float));
        }

        return Encoding.ASCII.GetBytes($"\"{System.Convert.ToBase64String(floats.WrittenSpan)}\"");
    }

    private static byte[]? ToNumbers(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, JsonDepth.ReaderOptions);
        json.Read();
        if (!json.TryGetBytesFromBase64(out var bytes) || bytes.Length == 0 || bytes.Length % sizeof(float) != 0) return null;
        var numbers = new ArrayBufferWriter<byte>(bytes.Length * 3);
        using (var writer = new Utf8JsonWriter(numbers))
        {
            writer.WriteStartArray();
            for (var at = 0; at < bytes.Length; at += sizeof(float))
            {
                var number = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at));
                if (!float.IsFinite(number)) return null;
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }

        return numbers.WrittenSpan.ToArray();
    }
}
