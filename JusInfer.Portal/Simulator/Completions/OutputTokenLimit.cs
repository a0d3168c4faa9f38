using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;
using JusInfer.Portal.Simulator.Tokens;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>Truncates a choice at the output token limit, in the middle of a tool call if need be, as models do.</summary>
internal static class OutputTokenLimit
{
    public static Choice Apply(Choice choice, int? tokens)
    {
        if (tokens is not { } remaining || choice.Tokens <= remaining) return choice;
        var text = TextTruncation.StartOfBytes(choice.Text, (long)remaining * TokenCount.BytesPerToken);
        remaining -= TokenCount.Of(text);
        var calls = ImmutableArray.CreateBuilder<ToolCall>();
        foreach (var call in choice.Calls)
        {
            remaining -= TokenCount.Of(call.Name);
            if (text.Length < choice.Text.Length || remaining < 0) break;
            var arguments = TextTruncation.StartOfBytes(call.Arguments, (long)remaining * TokenCount.BytesPerToken);
            calls.Add(call with { Arguments = arguments });
            if (arguments.Length < call.Arguments.Length) break;
            remaining -= TokenCount.Of(arguments);
        }

        return new Choice(text, calls.ToImmutable(), SimulatedFinishReasons.Length);
    }
}
