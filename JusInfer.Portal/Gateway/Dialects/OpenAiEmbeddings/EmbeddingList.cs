using System.Buffers;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// The vectors of an answer in the order of the inputs. A provider can send them in another order (pydantic/pydantic-ai#7284), without
/// numbers (doobidoo/mcp-memory-service#612), numbered from another number (xorbitsai/inference#5240), and null in place of a vector
/// (lfnovo/esperanto#136). A list that has no vector for an input is invalid, because the others would belong to the wrong inputs.
/// </summary>
internal sealed class EmbeddingList
{
    private readonly List<Embedding> items = [];

    /// <summary>The range of the list in the body.</summary>
    private Range data;

    /// <summary>The list is not in the order of the inputs, or is not numbered so.</summary>
    private bool isSorted;

    /// <summary>A vector that is neither a list of numbers nor their bytes.</summary>
    public static EventOutcome UnreadableVector => EventOutcome.Failed("sent a vector that is not one of numbers");

    public IReadOnlyList<Embedding> Items => items;

    /// <summary>Reads an answer, and reports its usage.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="inputs">The number of texts in the request.</param>
    /// <param name="sink">Receives the usage.</param>
    /// <returns>Ended, if every input has its vector.</returns>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public EventOutcome Read(ReadOnlySpan<byte> body, int inputs, IResponseSink sink)
    {
        UpstreamError? error = null;
        var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("A list of embeddings is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isData = json.ValueTextEquals("data"u8);
            var isUsage = json.ValueTextEquals("usage"u8);
            var isError = json.ValueTextEquals("error"u8);
            json.Read();
            if (isData && json.TokenType == JsonTokenType.StartArray) ReadItems(ref json);
            else if (isUsage && json.TokenType == JsonTokenType.StartObject)
                sink.Usage(UsageFields.Read(ref json).Normalize(UsageConvention.OpenAi).OfPrompt());
            else if (isError && json.TokenType != JsonTokenType.Null) error = UpstreamError.Read(ref json);
            else json.Skip();
        }

        if (items.Count == 0) return EventOutcome.Failed("sent a response that is not a list of embeddings", error);
        return FindFault(inputs) is { } fault ? EventOutcome.Failed(fault, error) : EventOutcome.Ended;
    }

    /// <summary>The list differs from the one that the client expects.</summary>
    /// <param name="form">The requested form of vectors; null for the provider's.</param>
    public bool NeedsRewriting(VectorForm? form) => isSorted || items.Exists(item => item.MustConvertTo(form));

    /// <summary>Writes the answer with its list in order, numbered from 0, and with vectors in a form.</summary>
    /// <param name="output">Receives the answer.</param>
    /// <param name="body">The answer as read.</param>
    /// <param name="form">The requested form of vectors; null for the provider's.</param>
    /// <returns>False if a vector does not consist of numbers.</returns>
    public bool TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> body, VectorForm? form)
    {
        output.Write(body[..data.Start.Value]);
        output.Write("["u8);
        for (var number = 0; number < items.Count; number++)
        {
            var item = items[number];
            var vector = item.MustConvertTo(form) ? VectorForms.Convert(body[item.Vector], item.Form) : null;
            if (vector is null && item.MustConvertTo(form)) return false;
            if (number > 0) output.Write(","u8);
            WriteItem(output, body[item.Object], number, vector);
        }

        output.Write("]"u8);
        output.Write(body[data.End.Value..]);
        return true;
    }

    private void ReadItems(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        items.Clear();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                items.Add(ReadItem(ref json));
                continue;
            }

            json.Skip();
            items.Add(default);
        }

        data = start..(int)json.BytesConsumed;
    }

    private static Embedding ReadItem(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        var item = default(Embedding);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isVector = json.ValueTextEquals("embedding"u8);
            var isIndex = json.ValueTextEquals("index"u8);
            json.Read();
            var valueStart = (int)json.TokenStartIndex;
            if (isVector)
            {
                var form = VectorForms.Read(ref json);
                item = item with { Form = form, Vector = valueStart..(int)json.BytesConsumed };
                continue;
            }

            if (isIndex) item = item with { Index = ReadIndex(ref json) };
            json.Skip();
        }

        return item with { Object = start..(int)json.BytesConsumed };
    }

    private static int? ReadIndex(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var index) ? index : null;

    private string? FindFault(int inputs)
    {
        if (items.FindIndex(static item => item.Form == VectorForm.None) is >= 0 and var empty)
            return $"sent no vector for input[{items[empty].Index ?? empty}]";
        if (items.Count != inputs) return $"sent {items.Count} vectors for {inputs} inputs";
        if (IsInOrder()) return null;
        isSorted = true;
        return Sort() ? null : "sent several vectors for one input";
    }

    private bool IsInOrder()
    {
        for (var number = 0; number < items.Count; number++)
        {
            if (items[number].Index != number) return false;
        }

        return true;
    }

    /// <summary>
    /// Sorts the vectors by their numbers. Those without one take the free places in the order of their arrival: a server that omits zeros
    /// does not number the first one. If all have the same number, it means nothing.
    /// </summary>
    /// <returns>False if several vectors are for the same input.</returns>
    private bool Sort()
    {
        var numbers = items.Select(static item => item.Index).ToHashSet();
        if (numbers.Count == 1) return true;
        if (!numbers.Contains(null))
        {
            items.Sort(static (one, other) => Nullable.Compare(one.Index, other.Index));
            return numbers.Count == items.Count;
        }

        var sorted = new Embedding?[items.Count];
        foreach (var item in items)
        {
            if (item.Index is not { } number) continue;
            if (number < 0 || number >= sorted.Length || sorted[number] is not null) return false;
            sorted[number] = item;
        }

        var free = 0;
        foreach (var item in items)
        {
            if (item.Index is not null) continue;
            while (sorted[free] is not null) free++;
            sorted[free] = item;
        }

        items.Clear();
        items.AddRange(sorted.Select(static item => item!.Value));
        return true;
    }

    /// <param name="output">Receives the item.</param>
    /// <param name="item">The item as read.</param>
    /// <param name="number">The number of its input.</param>
    /// <param name="vector">Its vector in the requested form; null for that of the item.</param>
    private static void WriteItem(IBufferWriter<byte> output, ReadOnlySpan<byte> item, int number, byte[]? vector)
    {
        output.Write(Encoding.ASCII.GetBytes($"{{\"index\":{number}"));
        var json = new Utf8JsonReader(item, JsonDepth.ReaderOptions);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)json.TokenStartIndex;
            var isIndex = json.ValueTextEquals("index"u8);
            var isConverted = vector is not null && json.ValueTextEquals("embedding"u8);
            json.Skip();
            if (isIndex) continue;
            output.Write(","u8);
            if (!isConverted)
            {
                output.Write(item[start..(int)json.BytesConsumed]);
                continue;
            }

            output.Write("\"embedding\":"u8);
            output.Write(vector);
        }

        output.Write("}"u8);
    }
}

/// <summary>An item of a list of embeddings. Ranges in bytes of the body.</summary>
/// <param name="Object">The item.</param>
/// <param name="Vector">The value of its vector.</param>
/// <param name="Form">The form of its vector.</param>
/// <param name="Index">The number of its input; null if the provider does not name it.</param>
internal readonly record struct Embedding(Range Object, Range Vector, VectorForm Form, int? Index)
{
    /// <summary>The vector has the one of the two usual forms that was not requested.</summary>
    public bool MustConvertTo(VectorForm? form) =>
        (form, Form) is (VectorForm.Numbers, VectorForm.Base64) or (VectorForm.Base64, VectorForm.Numbers);
}
