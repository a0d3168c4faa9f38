using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The names of tools for an end that takes shorter ones than the caller's dialect. What is cut off is told apart by a digest of the whole,
/// so that a name is the same each time and the calls of earlier turns keep theirs.
/// </summary>
internal static class ShortNames
{
    /// <summary>OpenAI's bound, in both of its dialects.</summary>
    public const int OpenAi = 64;

    /// <summary>Anthropic's bound.</summary>
    public const int Anthropic = 128;

    private const int DigestLength = 8;

    public static string Of(string name, int longest) => name.Length <= longest ? name : Digested(name, name, longest);

    /// <param name="plain">The name as far as its letters are concerned.</param>
    /// <param name="whole">What it stands for.</param>
    /// <param name="longest">How long it may be.</param>
    public static string Digested(string plain, string whole, int longest)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..DigestLength];
        return string.Concat(plain.AsSpan(0, Math.Min(plain.Length, longest - DigestLength - 1)), "_", digest);
    }

    /// <summary>A conversation in which no tool has a longer name.</summary>
    public static Conversation In(Conversation conversation, int longest)
    {
        bool IsLong(Part part) => part is Part.ToolCall call && call.Name.Length > longest;
        if (!conversation.Tools.Any(tool => tool.Name.Length > longest) && !conversation.Turns.Any(turn => turn.Parts.Any(IsLong)))
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
            if (tool.Name.Length > OpenAi) names = names.SetItem(Of(tool.Name, OpenAi), tool.Name);
            if (tool.Name.Length > Anthropic) names = names.SetItem(Of(tool.Name, Anthropic), tool.Name);
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
