using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Counting;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>Ends an answer where its tokens are used up, in the middle of a call too, as models do.</summary>
internal static class OutputLimit
{
    public static Choice Apply(Choice answer, int? tokens)
    {
        if (tokens is not { } left || answer.Tokens <= left) return answer;
        var text = Cut.Bytes(answer.Text, (long)left * TokenCount.Bytes);
        left -= TokenCount.Of(text);
        var calls = ImmutableArray.CreateBuilder<NewCall>();
        foreach (var call in answer.Calls)
        {
            left -= TokenCount.Of(call.Name);
            if (text.Length < answer.Text.Length || left < 0) break;
            var arguments = Cut.Bytes(call.Arguments, (long)left * TokenCount.Bytes);
            calls.Add(call with { Arguments = arguments });
            if (arguments.Length < call.Arguments.Length) break;
            left -= TokenCount.Of(arguments);
        }

        return new Choice(text, calls.ToImmutable(), FinishWord.Length);
    }
}
