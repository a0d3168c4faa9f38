using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The names of tools for an end that takes shorter ones than the caller's dialect, or fewer letters: Anthropic and OpenAI take Latin ones,
/// digits, underscore and hyphen. What is lost is told apart by a digest of the whole, so that a name is the same each time and the calls
/// of earlier turns keep theirs.
/// </summary>
internal static class ToolNameShortener
{
    /// <summary>OpenAI's bound, in both of its dialects.</summary>
    public const int OpenAi = 64;

    /// <summary>Anthropic's bound.</summary>
    public const int Anthropic = 128;

    private const int DigestLength = 8;

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    public static bool Fits(string name, int longest) => name.Length <= longest && !name.AsSpan().ContainsAnyExcept(Letters);

    public static string Of(string name, int longest)
    {
        if (Fits(name, longest)) return name;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
        var plain = name[..Math.Min(name.Length, longest - DigestLength - 1)].ToCharArray();
        foreach (ref var letter in plain.AsSpan())
        {
            if (!Letters.Contains(letter)) letter = '_';
        }

        return $"{new string(plain)}_{digest}";
    }

    /// <summary>A conversation in which no tool has another name than fits.</summary>
    public static Conversation In(Conversation conversation, int longest)
    {
        bool IsUnfit(Part part) => part is Part.ToolCall call && !Fits(call.Name, longest);
        if (conversation.Tools.All(tool => Fits(tool.Name, longest)) && !conversation.Turns.Any(turn => turn.Parts.Any(IsUnfit)))
            return conversation;
        return conversation with
        {
            Tools = [.. conversation.Tools.Select(tool => tool with { Name = Of(tool.Name, longest) })],
            ToolChoice = conversation.ToolChoice.Name is { } name
                ? conversation.ToolChoice with { Name = Of(name, longest) }
                : conversation.ToolChoice,
            Turns = [.. conversation.Turns.Select(
                turn => turn with
                {
                    Parts = [.. turn.Parts.Select(part => part is Part.ToolCall call ? call with { Name = Of(call.Name, longest) } : part)],
                })],
        };
    }

    /// <summary>The caller's names by the shorter ones under which its tools may have gone upstream.</summary>
    public static ImmutableDictionary<string, string> LongOnes(Conversation? conversation)
    {
        var names = ImmutableDictionary<string, string>.Empty;
        foreach (var tool in conversation?.Tools ?? [])
        {
            if (!Fits(tool.Name, OpenAi)) names = names.SetItem(Of(tool.Name, OpenAi), tool.Name);
            if (!Fits(tool.Name, Anthropic)) names = names.SetItem(Of(tool.Name, Anthropic), tool.Name);
        }

        return names;
    }

    /// <summary>
    /// A stage before <paramref name="next"/> that gives calls their long names back; <paramref name="next"/> itself where no tool has one.
    /// </summary>
    public static IAnswerSink Before(IAnswerSink next, Conversation? conversation) =>
        LongOnes(conversation) is { IsEmpty: false } names ? new LongNameSink(next, names) : next;

    private sealed class LongNameSink(IAnswerSink next, ImmutableDictionary<string, string> names) : AnswerSink(next)
    {
        public override void ToolCall(int number, in ToolCallHead head) =>
            Next.ToolCall(number, names.TryGetValue(head.Name, out var name) ? head with { Name = name } : head);
    }
}
