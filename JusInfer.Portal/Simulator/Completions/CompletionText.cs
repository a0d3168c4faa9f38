using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>The text of the simulator's answers. Each begins with <see cref="Marker"/> and states that no model was asked.</summary>
internal static class CompletionText
{
    public const string Marker = "[simulated]";

    private const string Introduction = $"{Marker} This answer comes from the gateway's built-in simulator: no model was asked.";

    public static string For(CurrentTurn turn, CompletionRequest request, int choice)
    {
        var text = Answer(turn, request);
        if (choice > 0) text += $"\n\nThis is choice {choice + 1} of {request.Choices}.";
        return text;
    }

    /// <summary>The text before tool calls.</summary>
    public static string Preface(ImmutableArray<ToolCall> calls) =>
        $"{Marker} No model was asked; the simulator calls "
        + $"{string.Join(" and ", calls.Select(static call => call.Name).Distinct(StringComparer.Ordinal))}.";

    private static string Answer(CurrentTurn turn, CompletionRequest request)
    {
        // A title request quotes the user's text; an instruction inside that quotation is not addressed to this call.
        if (request.Tools.IsEmpty && AuxiliaryRequest.AsksForTitle(turn.Instructions)) return AuxiliaryRequest.Title(turn);
        if (ExactReply.Find(turn.UserText) is { } reply) return $"{Introduction}\n{reply}";
        if (!turn.Results.IsEmpty) return $"{Introduction}\n\n{ToolResultSummary.Of(turn.Results)}";
        if (request.Tools.IsEmpty && AuxiliaryRequest.AsksForTitle(turn.UserText)) return AuxiliaryRequest.Title(turn);
        if (request.Tools.IsEmpty && AuxiliaryRequest.AsksForSummary(turn.UserText)) return AuxiliaryRequest.Summary(request.Messages);
        return $"{Introduction}\n\n{Echo(turn)}";
    }

    private static string Echo(CurrentTurn turn)
    {
        var excerpt = TextTruncation.Excerpt(turn.UserText, words: 12, length: 90);
        var subject = excerpt.Length == 0 ? "Your message contains no text." : $"You wrote: “{excerpt}”.";
        var images = turn.Images switch { 0 => "", 1 => " I saw 1 image with it.", var count => $" I saw {count} images with it." };
        return $"{subject}{images} Everything around this text is real: the call was authorized, routed, streamed, counted and "
            + "priced like any other, so you can try your client's set-up and see the call on the Usage tab.\n\n"
            + "For answers from a model, let the operator connect a provider, which takes no restart; nothing in your client changes.";
    }
}
