using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// How often a conversation ends with the same step. A step is the tool calls of an assistant turn with their results; the ids of the calls
/// and the text around them do not count.
/// </summary>
/// <param name="Repeats">The number of identical steps at the end; 0 if the conversation does not end with tool results.</param>
/// <param name="Tools">The names of the called tools, separated by commas.</param>
internal readonly record struct ToolLoop(int Repeats, string Tools)
{
    public static ToolLoop From(Conversation conversation)
    {
        var end = conversation.Turns.Length;
        if (ReadStep(conversation.Turns, ref end) is not { } last) return new ToolLoop(0, "");
        var repeats = 1;
        while (ReadStep(conversation.Turns, ref end) is { } step && step.Digest.AsSpan().SequenceEqual(last.Digest)) repeats++;
        return new ToolLoop(repeats, last.Tools);
    }

    /// <summary>Reads the step before a turn; null if there is none.</summary>
    private static (byte[] Digest, string Tools)? ReadStep(ImmutableArray<Turn> turns, ref int end)
    {
        var results = end;
        while (results > 0 && turns[results - 1].Role == TurnRole.User && turns[results - 1].Parts.Any(static part => part is Part.ToolResult)) results--;
        var calls = results;
        while (calls > 0 && turns[calls - 1].Role == TurnRole.Assistant) calls--;
        var called = turns[calls..results].SelectMany(static turn => turn.Parts).OfType<Part.ToolCall>().ToList();
        if (results == end || called.Count == 0) return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var call in called)
        {
            Append(hash, Encoding.UTF8.GetBytes(call.Name));
            Append(hash, Encoding.UTF8.GetBytes(call.Arguments.Decode()));
        }

        foreach (var part in turns[results..end].SelectMany(static turn => turn.Parts)) Append(hash, part);
        end = calls;
        return (hash.GetHashAndReset(), string.Join(", ", called.Select(static call => call.Name)));
    }

    private static void Append(IncrementalHash hash, Part part)
    {
        switch (part)
        {
            case Part.ToolResult result:
                foreach (var content in result.Content) Append(hash, content);
                break;
            case Part.Text text:
                Append(hash, text.Value.Escaped);
                break;
            case Part.Image image:
                Append(hash, image.Source);
                break;
            case Part.File file:
                Append(hash, file.Source);
                break;
        }
    }

    private static void Append(IncrementalHash hash, ImageSource source)
    {
        if (source.Url is { } url) Append(hash, url.Escaped);
        if (source.Data is { } data) Append(hash, data.Utf8);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        hash.AppendData([0]);
    }
}
