using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Writes a chunk anew that clients would stumble over: what it says in one chunk, its tool calls piece by piece after it, its finish last.
/// Fields unknown here survive, those of the chunk on each that is made from it.
/// </summary>
internal sealed class ChatMender(
    PooledBuffer output, StreamIdentity identity, Transcript transcript, Func<int, ChatChoice> choiceAt, Action<TokenBuckets> takeUsage)
{
    public EventOutcome Mend(ReadOnlySpan<byte> chunk)
    {
        var line = chunk.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' '); // between tokens: within one they are escapes
        using var document = JsonDocument.Parse(line, JsonDepth.OfDocument);
        var choices = document.RootElement.GetProperty("choices");
        if (choices.ValueKind != JsonValueKind.Array) return EventOutcome.Continues;
        var extra = Extra(document.RootElement);
        var place = 0;
        foreach (var choice in choices.EnumerateArray())
        {
            if (choice.ValueKind == JsonValueKind.Object && Mend(choice, place, extra) is { Kind: EventKind.Failed } failed) return failed;
            place++;
        }

        return EventOutcome.Continues;
    }

    private EventOutcome Mend(JsonElement said, int place, byte[] extra)
    {
        var choice = choiceAt(
            said.TryGetProperty("index", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var index)
                ? index
                : place);
        FinishReason? finish = null;
        if (said.TryGetProperty("finish_reason", out var word) && word.ValueKind == JsonValueKind.String
            && word.GetString() is { Length: > 0 } reason)
        {
            finish = ChatFinish.Of(reason);
            if (finish is null) return EventOutcome.Failed("broke off its answer");
        }

        choice.Pieces.Extra = extra;
        if (said.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object) takeUsage(UsageIn(usage));
        if ((said.TryGetProperty("delta", out var delta) || (!choice.HasBegun && said.TryGetProperty("message", out delta)))
            && delta.ValueKind == JsonValueKind.Object)
        {
            choice.Begin(delta.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && !role.ValueEquals(""));
            WriteWords(choice, said, delta, extra);
            TellCalls(choice, delta);
        }

        if (finish is { } ending)
        {
            if (choice.HasNameless && !ending.IsCutOff()) return EventOutcome.Failed(ChatChoice.Nameless);
            choice.Finish(ending);
        }

        choice.Pieces.Extra = default;
        return EventOutcome.Continues;
    }

    private void WriteWords(ChatChoice choice, JsonElement said, JsonElement delta, byte[] extra)
    {
        var words = ChatWords.Of(delta);
        if (choice.MayLeak && words.Content is { } text)
        {
            if (!text.IsEmpty) choice.Mending.Text(text.Escaped);
            words = words with { Content = null };
        }

        var more = said.EnumerateObject()
            .Where(static property => property.Name is not ("index" or "delta" or "message" or "finish_reason" or "usage")
                && property.Value.ValueKind != JsonValueKind.Null).ToList();
        if (words.IsEmpty && more.Count == 0) return;
        output.Append("data: "u8);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            identity.WriteStart(writer);
            writer.WriteStartArray("choices"u8);
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, choice.Index);
            writer.WriteStartObject("delta"u8);
            words.Write(writer);
            writer.WriteEndObject();
            foreach (var property in more) ChatRequestWriter.WriteRaw(writer, property.Name, property.Value);
            writer.WriteNull("finish_reason"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        output.Append(extra);
        output.Append("}\n\n"u8);
        words.NoteIn(transcript);
        if (choice.Index > 0 || more.Exists(static property => property is { Name: "logprobs", Value.ValueKind: JsonValueKind.Object }))
            transcript.MoreThanText();
    }

    private static void TellCalls(ChatChoice choice, JsonElement delta)
    {
        if (delta.TryGetProperty("tool_calls", out var calls))
        {
            var raw = JsonMarshal.GetRawUtf8Value(calls);
            var json = new Utf8JsonReader(raw, JsonDepth.OfReader);
            json.Read();
            ChatToolCallReader.Read(ref json, raw, choice.Mending);
        }

        if (delta.TryGetProperty("function_call", out var older))
        {
            var raw = JsonMarshal.GetRawUtf8Value(older);
            var json = new Utf8JsonReader(raw, JsonDepth.OfReader);
            json.Read();
            ChatToolCallReader.ReadOlder(ref json, raw, choice.Mending);
        }
    }

    private static TokenBuckets UsageIn(JsonElement usage)
    {
        var json = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(usage));
        json.Read();
        return OpenAiUsage.Read(ref json);
    }

    /// <summary>The chunk's own fields beyond those that are written anew, each with a comma before it.</summary>
    private static byte[] Extra(JsonElement chunk)
    {
        List<byte> extra = [];
        foreach (var property in chunk.EnumerateObject())
        {
            if (property.Name is "id" or "object" or "created" or "model" or "choices" or "usage" or "error") continue;
            extra.Add((byte)',');
            extra.AddRange(JsonText.Of(property.Name).Quoted);
            extra.Add((byte)':');
            extra.AddRange(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        return [.. extra];
    }
}
